using P2IKT.Live.Focus.Curves;

namespace P2IKT.Live.Focus.Lens;

/// <summary>
/// Brings a lens back to a start and checks it in the picture: where an end stop was met without a report, the counts alone are wrong.
/// </summary>
internal sealed class LensReturn(LensTracker tracker, StableReader reader, AutofocusOptions options, CurveMode? mode)
{
    private const int MaxCorrections = 5;

    /// <summary>Returns whether the lens is back, as far as its counts and the picture say.</summary>
    public async Task<bool> RunAsync(LensPosition start, StableReading first, CancellationToken cancellation)
    {
        var arrival = await tracker.ReturnToAsync(start, CancellationToken.None).ConfigureAwait(false); // bounded by what was moved
        var isCounted = tracker.Slip == 0 || tracker.Slip <= start.Slip;
        if (!IsUsable(first))
            return isCounted;
        try
        {
            var from = arrival.FirstSequence;
            for (var correction = 0; ; correction++)
            {
                var now = await reader.ReadAsync(from, null, 3, cancellation).ConfigureAwait(false);
                var sigma = options.Curve.Noise.Sigma(first.Radius, first.Confidence);
                if (!now.IsStable)
                    return isCounted;
                if (IsUsable(now) && Math.Abs(now.Radius - first.Radius) <= Math.Max(3 * sigma, 0.3 * options.ToleratedRadius))
                    return true;
                if (isCounted || mode is not { } curve || correction == MaxCorrections)
                    return isCounted; // by its counts it is back: the scene has changed
                var reached = IsUsable(now) ? now.Radius : options.Curve.MaxRadius; // too far out to read: at least as far as that
                var distance = Defocus(first.Radius, curve) - Defocus(reached, curve);
                // The counts have lost their zero, but the side of the start is known.
                var side = Math.Sign(tracker.PositionOf(start) - curve.BestPosition);
                var move = await tracker.MoveByAsync(side * distance, 0.2 * options.ToleratedRadius / curve.Slope, cancellation).ConfigureAwait(false);
                if (move.Orders == 0)
                    return false;
                from = move.FirstSequence;
            }
        }
        catch (OperationCanceledException)
        {
            return isCounted;
        }
    }

    private static double Defocus(double radius, CurveMode curve) =>
        Math.Sqrt(Math.Max(0, (radius * radius) - (curve.BestRadius * curve.BestRadius))) / curve.Slope;

    private bool IsUsable(StableReading reading) =>
        float.IsFinite(reading.Radius) && reading.Confidence >= options.Curve.MinConfidence && reading.Radius < options.Curve.SaturatedFrom;
}
