using Microsoft.Extensions.Time.Testing;
using P2IKT.Live.Capture.Tethering;

namespace P2IKT.Live.Tests.Capture.Tethering;

public sealed class HeartbeatTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly CallWatch _calls;
    private readonly Heartbeat _heart;
    private readonly List<string?> _beats = [];
    private readonly List<CameraCall> _hung = [];

    public HeartbeatTests()
    {
        _calls = new CallWatch(_time);
        _heart = new Heartbeat(_calls, _time, _beats.Add, _hung.Add);
    }

    [Fact]
    public void Beat_BetweenCallsAndInShortOnes_SaysNothingElse()
    {
        _time.Advance(Heartbeat.Every);
        using (_calls.Begin(CameraCall.Preview))
            _time.Advance(Heartbeat.Every);
        Assert.True(_beats.Count >= 2);
        Assert.All(_beats, Assert.Null);
    }

    [Fact]
    public void Beat_InACallThatLasts_SaysWhatItIs()
    {
        using var running = _calls.Begin(CameraCall.Events);
        Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(CameraCall.Events.Text, _beats[^1]);
        Assert.Empty(_hung);
    }

    [Fact]
    public void Call_OverItsBudget_IsHungAndNotBefore()
    {
        using var running = _calls.Begin(CameraCall.Preview);
        Pass(CameraCall.Preview.Budget);
        Assert.Empty(_hung);
        var beats = _beats.Count;
        Pass(TimeSpan.FromSeconds(1));
        Assert.All(_hung, static call => Assert.Same(CameraCall.Preview, call));
        Assert.NotEmpty(_hung);
        Assert.Equal(beats, _beats.Count);
    }

    [Fact]
    public void Budgets_AreLongerThanTheDriversOwnPatience()
    {
        Assert.True(CameraCall.Release.Budget > TimeSpan.FromSeconds(1000)); // a bulb exposure
        Assert.True(CameraCall.Events.Budget > TimeSpan.FromSeconds(60)); // 3,000 files at a slow connection
        Assert.True(CameraCall.Preview.Budget < CameraCall.Open.Budget);
    }

    public void Dispose() => _heart.Dispose();

    private void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Heartbeat.Every)
            _time.Advance(Heartbeat.Every);
    }
}
