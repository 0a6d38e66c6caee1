using System.Reactive.Disposables;
using Microsoft.Extensions.Time.Testing;
using P2IKT.Live.Preview.Focus.Lens;

namespace P2IKT.Live.Tests.Preview.Focus;

/// <summary>A hold of the level of quality that lasts as long as an operation.</summary>
public sealed class RenewedHoldTests
{
    [Fact]
    public void Hold_IsTakenAgainInTime_AndOneIsHeldUntilTheEnd()
    {
        var time = new FakeTimeProvider();
        var (taken, held) = (0, 0);
        IDisposable Take()
        {
            taken++;
            held++;
            return Disposable.Create(() => held--);
        }
        using (new RenewedHold(Take, time))
        {
            Assert.Equal((1, 1), (taken, held));
            time.Advance(TimeSpan.FromSeconds(25)); // a hold counts for 30 s
            Assert.Equal((2, 1), (taken, held));
        }
        Assert.Equal((2, 0), (taken, held));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((2, 0), (taken, held));
    }
}
