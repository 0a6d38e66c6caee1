using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace P2IKT.Live.Tests.Capture;

/// <summary>A clock that stands still, and tells the test when someone begins to wait for it.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    public override long TimestampFrequency => _clock.TimestampFrequency;

    public override long GetTimestamp() => _clock.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _clock.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Announcing(_clock.CreateTimer(callback, state, dueTime, period), _waits.Writer);

    /// <summary>The next wait that begins, or has begun: how long it is to last.</summary>
    public async Task<TimeSpan> NextWait(CancellationToken stop) =>
        await _waits.Reader.ReadAsync(stop).AsTask().WaitAsync(TimeSpan.FromSeconds(30), stop);

    public void Advance(TimeSpan by) => _clock.Advance(by);

    private sealed class Announcing(ITimer timer, ChannelWriter<TimeSpan> waits) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = timer.Change(dueTime, period);
            if (dueTime != Timeout.InfiniteTimeSpan)
                waits.TryWrite(dueTime);
            return changed;
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
