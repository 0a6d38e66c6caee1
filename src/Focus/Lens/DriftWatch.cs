namespace P2IKT.Live.Focus.Lens;

/// <summary>
/// Warns when a point that was in focus drifts out of it. The warning begins and ends at different radii, and only after a while, so that
/// it does not flicker. Not thread-safe.
/// </summary>
/// <remarks>Times are those of the frames, on one monotonic clock. A frame that is older than the last one is ignored.</remarks>
public sealed class DriftWatch
{
    private readonly DriftWatchOptions _options;
    private TimeSpan? _last, _readable, _since; // of the condition that would change the state

    /// <summary>Watches a point.</summary>
    /// <param name="lockedRadius">Its radius when it was locked, in pixels of the frame.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The radius is negative or not finite, or the limits are the wrong way round.
    /// </exception>
    public DriftWatch(double lockedRadius, DriftWatchOptions? options = null)
    {
        _options = options ?? new();
        ArgumentOutOfRangeException.ThrowIfNegative(lockedRadius);
        ArgumentOutOfRangeException.ThrowIfEqual(double.IsFinite(lockedRadius), false, nameof(lockedRadius));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.ClearBelow, _options.WarnAbove);
        LockedRadius = lockedRadius;
    }

    /// <summary>The radius that it compares with, in pixels.</summary>
    public double LockedRadius { get; }

    /// <summary>What the last frame has shown.</summary>
    public DriftState State { get; private set; }

    /// <summary>Takes the reading of one frame.</summary>
    /// <param name="at">When the frame was captured.</param>
    /// <param name="radius">Blur radius in pixels; NaN without confidence.</param>
    /// <param name="confidence">How far it can be trusted, 0 to 1.</param>
    /// <returns>The state after it.</returns>
    public DriftState Observe(TimeSpan at, float radius, float confidence)
    {
        if (at < _last)
            return State;
        _last = at;
        _readable ??= at;
        if (!float.IsFinite(radius) || confidence < _options.MinConfidence)
        {
            _since = null;
            if (at - _readable >= _options.LostAfter)
                State = DriftState.Lost;
            return State;
        }
        _readable = at;
        var growth = radius - LockedRadius;
        DriftState? wanted = growth > _options.WarnAbove ? DriftState.Drifting
            : growth < _options.ClearBelow ? DriftState.Steady
            : null;
        if (wanted is null || wanted == State)
        {
            _since = null;
            return State;
        }
        _since ??= at;
        if (at - _since >= _options.Hold)
            (State, _since) = (wanted.Value, null);
        return State;
    }
}
