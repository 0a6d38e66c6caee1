using P2IKT.Live.Focus.Curves;

namespace P2IKT.Live.Focus.Lens;

/// <summary>
/// Brings a lens back to a start. Its counts of steps are exact, unless an end stop was met without a report: then the picture leads, by
/// the blur radius that was read at the start.
/// </summary>
internal sealed class LensReturn(LensTracker tracker, StableReader reader, AutofocusOptions options, CurveMode? mode)
{
    private const int MaxCorrections = 6;
    private const double Overshot = 1.6;

    /// <summary>Returns whether the lens is back, as far as its counts and the picture say.</summary>
    /// <param name="start">Where it is to be.</param>
    /// <param name="first">What was read there.</param>
    /// <param name="now">What is read where it stands.</param>
    /// <param name="cancellation">Stops the readings; what is moved by counts is finished.</param>
    public async Task<bool> RunAsync(LensPosition start, StableReading first, StableReading now, CancellationToken cancellation)
    {
        var isCounted = tracker.Slip <= start.Slip;
        if (isCounted || mode is not { } curve || !IsUsable(first) || !IsUsable(now))
        {
            var arrival = await tracker.ReturnToAsync(start, CancellationToken.None).ConfigureAwait(false); // bounded by what was moved
            if (!IsUsable(first) || mode is null)
                return isCounted;
            now = await ReadAsync(arrival.FirstSequence, now, cancellation).ConfigureAwait(false);
            if (isCounted)
                return true; // if it does not read as it did, the scene has changed
            curve = mode.Value;
        }
        return await CorrectAsync(
            curve, Math.Sign(tracker.PositionOf(start) - curve.BestPosition), first, now, cancellation).ConfigureAwait(false);
    }

    /// <summary>Moves until the radius is that of the start. How much a step changes it is measured on the way.</summary>
    private async Task<bool> CorrectAsync(CurveMode curve, int side, StableReading first, StableReading now, CancellationToken cancellation)
    {
        var (slope, last) = (curve.Slope, 0.0);
        for (var correction = 0; ; correction++)
        {
            if (IsBack(first, now))
                return true;
            if (correction == MaxCorrections || !now.IsStable)
                return false;
            var from = Defocus(now, curve);
            if ((Defocus(first, curve) - from) * last < 0)
                slope *= Overshot; // the other way now: the last move was too long
            last = Defocus(first, curve) - from;
            var distance = side * last / slope;
            var move = await tracker.MoveByAsync(
                distance, 0.2 * options.ToleratedRadius / slope, CancellationToken.None).ConfigureAwait(false);
            if (move.Orders == 0)
                return false;
            var wasUsable = IsUsable(now);
            now = await ReadAsync(move.FirstSequence, now, cancellation).ConfigureAwait(false);
            if (wasUsable && IsUsable(now) && side * (Defocus(now, curve) - from) / move.Units is var seen && seen > 0)
                slope = Math.Clamp(seen, slope / 3, slope * 3);
        }
    }

    private async Task<StableReading> ReadAsync(long fromSequence, StableReading before, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadAsync(fromSequence == 0 ? before.Sequence + 1 : fromSequence, 3, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return before with { IsStable = false };
        }
    }

    private bool IsBack(in StableReading first, in StableReading now) => now.IsStable && IsUsable(now)
        && Math.Abs(now.Radius - first.Radius)
            <= Math.Max(2 * options.Curve.Noise.Sigma(first.Radius, first.Confidence), 0.3 * options.ToleratedRadius);

    /// <summary>Blur by defocus in pixels; too far out to read: at least as far as can be read.</summary>
    private double Defocus(in StableReading reading, CurveMode curve)
    {
        var radius = IsUsable(reading) ? reading.Radius : options.Curve.MaxRadius;
        return Math.Sqrt(Math.Max(0, (radius * radius) - (curve.BestRadius * curve.BestRadius)));
    }

    private bool IsUsable(in StableReading reading) =>
        float.IsFinite(reading.Radius) && reading.Confidence >= options.Curve.MinConfidence && reading.Radius < options.Curve.SaturatedFrom;
}
