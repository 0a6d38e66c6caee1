using System.Globalization;
using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Lens;
using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>Follows one focus point frame after frame: as a trap until it comes into focus, or to warn when it drifts.</summary>
/// <remarks>Both hold the demand for frames, so that they go on when nobody looks at the page.</remarks>
internal sealed class PointWatch(FocusAssist focus, FrameDemand? demand)
{
    /// <summary>Waits until a point that is out of focus comes into focus.</summary>
    /// <param name="point">Its number.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">It was stopped, or the point was removed.</exception>
    public async Task TrapAsync(int point, CancellationToken stop)
    {
        using var wanted = demand?.Want();
        var fire = (double)focus.Tolerance;
        var trap = new TrapFocus(new TrapFocusOptions { FireBelow = fire, ArmAbove = Math.Max(1.5 * fire, fire + 0.5) });
        for (long next = 0; ;)
        {
            var (reading, sequence, _) = await focus.NextAsync(point, next, stop).ConfigureAwait(false);
            if (trap.Observe(reading.Radius, reading.Confidence))
                return;
            next = sequence + 1;
        }
    }

    /// <summary>Warns when a point drifts from the focus that it has at its first reading.</summary>
    /// <param name="point">Its number.</param>
    /// <param name="warn">Gets a sentence when it drifts, and null when it is back.</param>
    /// <param name="stop">Ends the watch.</param>
    /// <exception cref="OperationCanceledException">It was stopped, or the point was removed.</exception>
    public async Task WatchDriftAsync(int point, Action<string?> warn, CancellationToken stop)
    {
        using var wanted = demand?.Want();
        DriftWatch? watch = null;
        var shown = DriftState.Steady;
        for (long next = 0; ;)
        {
            var (reading, sequence, capturedAt) = await focus.NextAsync(point, next, stop).ConfigureAwait(false);
            next = sequence + 1;
            if (watch is null && float.IsNaN(reading.Radius))
                continue;
            watch ??= new DriftWatch(reading.Radius);
            var state = watch.Observe(capturedAt, reading.Radius, reading.Confidence);
            if (state == shown)
                continue;
            shown = state;
            warn(Describe(point, watch, state, reading));
        }
    }

    private string? Describe(int point, DriftWatch watch, DriftState state, FocusReading reading)
    {
        var name = PointText.Of(focus, point);
        return state switch
        {
            DriftState.Drifting => string.Create(
                CultureInfo.InvariantCulture, $"{name} has drifted from {watch.LockedRadius:0.0} to {reading.Radius:0.0} px."),
            DriftState.Lost => $"{name} cannot be read any more.",
            _ => null,
        };
    }
}
