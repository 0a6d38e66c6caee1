namespace P2IKT.Live.Tests.Capture.HotFolder;

/// <summary>
/// Moves a source that works by <see cref="ManualTime"/> from one of its waits to the next: what happens in between is quite
/// deterministic.
/// </summary>
internal sealed class SteppedTime(CancellationToken cancel)
{
    private TimeSpan? _wait; // the one that the source is in now
    private TimeSpan _elapsed;

    public ManualTime Clock { get; } = new();

    /// <summary>Lets the time of as many waits pass as it takes; the source is then waiting.</summary>
    public async Task Until(Func<bool> done)
    {
        for (var step = 0; step < 5000; step++)
        {
            _wait ??= await Clock.NextWait(cancel);
            if (done())
                return;
            var wait = _wait.Value;
            _wait = null;
            _elapsed += wait;
            Clock.Advance(wait);
        }
        Assert.Fail("It did not come to pass.");
    }

    /// <summary>Lets this time pass.</summary>
    public Task Pass(double seconds)
    {
        var end = _elapsed + TimeSpan.FromSeconds(seconds);
        return Until(() => _elapsed >= end);
    }
}
