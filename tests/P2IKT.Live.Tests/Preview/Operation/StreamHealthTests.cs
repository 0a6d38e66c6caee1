using Microsoft.Extensions.Time.Testing;
using P2IKT.Live.Capture;
using P2IKT.Live.Preview.Operation;
using P2IKT.Live.Preview.Status;

namespace P2IKT.Live.Tests.Preview.Operation;

public sealed class StreamHealthTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly StreamHealth _health;
    private LiveStatus _status = new()
    {
        Source = new SourceStatus("test:", "Test scene", 320, 200, 30, true, ConnectionState.Connected),
        Model = new ModelStatus("P2IKT", "p2ikt-live", 2000, 8, 16, 2.5),
        Provider = new ProviderStatus("CPU"),
    };

    public StreamHealthTests() => _health = new StreamHealth(() => _status, _time);

    [Theory]
    [InlineData(ConnectionState.Connected, true)]
    [InlineData(ConnectionState.Idle, true)]
    [InlineData(ConnectionState.Lost, false)]
    [InlineData(ConnectionState.Ended, false)]
    public void Readiness_FollowsTheConnection(ConnectionState connection, bool isReady)
    {
        _status = _status with { Source = _status.Source with { Connection = connection } };
        var reasons = _health.WhyNotReady();
        Assert.Equal(isReady, reasons.Count == 0);
        Assert.All(reasons, static reason => Assert.Contains("Test scene", reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Readiness_AfterTheEnd_SaysWhatEndedIt()
    {
        _status = _status with { Ended = true, Message = "The camera was unplugged." };
        Assert.Equal("The stream of Test scene has ended: The camera was unplugged.", Assert.Single(_health.WhyNotReady()));
    }

    [Fact]
    public void Readiness_WithoutAModel_Fails()
    {
        _status = _status with { Model = null };
        Assert.Equal("No model is loaded.", Assert.Single(_health.WhyNotReady()));
    }

    [Fact]
    public void Liveness_WhileFramesComeInAndNoneOut_FailsAfterTheTimeout()
    {
        Count(captured: 10, deblurred: 8, idle: 0);
        Assert.Empty(_health.WhyNotLive());
        Count(captured: 12, deblurred: 8, idle: 0);
        Assert.Empty(_health.WhyNotLive());
        _time.Advance(StreamHealth.StallTimeout - TimeSpan.FromMilliseconds(1));
        Assert.Empty(_health.WhyNotLive());
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Count(captured: 300, deblurred: 8, idle: 0);
        Assert.StartsWith("No frame was deblurred for 10 s, while 290 came in", Assert.Single(_health.WhyNotLive()), StringComparison.Ordinal);

        Count(captured: 301, deblurred: 9, idle: 0);
        Assert.Empty(_health.WhyNotLive());
    }

    [Fact]
    public void Liveness_WhileNobodyWatches_Holds()
    {
        Count(captured: 10, deblurred: 8, idle: 2);
        Assert.Empty(_health.WhyNotLive());
        for (var minute = 0; minute < 10; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            Count(captured: 1800 * (minute + 1), deblurred: 8, idle: (1800 * (minute + 1)) - 8);
            Assert.Empty(_health.WhyNotLive());
        }
    }

    /// <summary>Frames that came in just now after a long rest are not a stall, however seldom somebody asks.</summary>
    [Fact]
    public void Liveness_JustAfterARest_Holds()
    {
        Count(captured: 10, deblurred: 10, idle: 0);
        Assert.Empty(_health.WhyNotLive());
        _time.Advance(TimeSpan.FromHours(1));
        Count(captured: 11, deblurred: 10, idle: 0);
        Assert.Empty(_health.WhyNotLive());
    }

    [Fact]
    public void Liveness_AfterTheEnd_Holds()
    {
        Count(captured: 10, deblurred: 8, idle: 0);
        Assert.Empty(_health.WhyNotLive());
        Count(captured: 12, deblurred: 8, idle: 0);
        Assert.Empty(_health.WhyNotLive());
        _time.Advance(TimeSpan.FromMinutes(1));
        _status = _status with { Ended = true };
        Assert.Empty(_health.WhyNotLive());
    }

    private void Count(long captured, long deblurred, long idle) =>
        _status = _status with { Frames = new FrameCounts { Captured = captured, Deblurred = deblurred, Idle = idle } };
}
