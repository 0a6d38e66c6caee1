using Microsoft.Extensions.Time.Testing;
using P2IKT.Live.Preview.Live;

namespace P2IKT.Live.Tests.Preview.Live;

public sealed class SendDeadlineTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Cut_ComesOnceTheLimitIsOver_AndNotAfterAStop()
    {
        var cuts = 0;
        using var deadline = new SendDeadline(_time, TimeSpan.FromSeconds(10), () => cuts++);
        deadline.Start();
        deadline.Stop();
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(0, cuts);
        deadline.Start();
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, cuts);
    }

    /// <summary>On a timer's thread, where what is thrown ends the process.</summary>
    [Fact]
    public void Cut_OfAConnectionThatEndedAtThatMoment_ThrowsNothing()
    {
        using var deadline = new SendDeadline(_time, TimeSpan.FromSeconds(10), () => throw new ObjectDisposedException("connection"));
        deadline.Start();
        _time.Advance(TimeSpan.FromSeconds(10));
    }
}
