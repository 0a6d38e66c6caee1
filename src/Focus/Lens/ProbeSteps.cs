using P2IKT.Live.Focus.Curves;

namespace P2IKT.Live.Focus.Lens;

/// <summary>How far a lens is moved while little is known of it, in steps of its finest size.</summary>
internal sealed class ProbeSteps(LensTracker tracker, double maxRadius)
{
    /// <summary>By how much a place beside the best focus may be missed, in pixels of blur by defocus.</summary>
    public const double BesideMiss = 0.3;

    private const double PulsesOfOneSize = 80; // motor pulses: a lens has some thousands of them over its range
    private const double LeastBeside = 1.6; // pixels of blur by defocus at which a reading places the minimum well
    private const double BestBeside = 2.4;
    private const double MostBeside = 4.4;
    private const double ExpectedPixels = 3; // what a first probe of an unknown lens changes, within a factor of 3
    private const double UnknownSigma = 1.2;

    // In steps of a chunk that changes the radius by a third of the largest: no gap is wider than what is readable.
    private static readonly double[] SearchChunks = [1.5, -1.5, -5, 5, 9, -9, 13, -13];

    // Where ends are not reported, only what is just too far out to be read is looked for: an end met unseen loses the place of the lens.
    private static readonly double[] CloseChunks = [1.5, -1.5, -2.5, 2.5];

    /// <summary>Offsets from the start at which a point without a reading is looked for.</summary>
    public double[] SearchOffsets
    {
        get
        {
            var chunk = tracker.Calibration.PixelsPerUnit is { } pixels ? maxRadius / 3 / pixels : Coarse;
            return Array.ConvertAll(tracker.Traits.ReportsEndStops ? SearchChunks : CloseChunks, factor => factor * chunk);
        }
    }

    private bool HasOneSize => tracker.Traits.Sizes.Count == 1;

    private double Coarse => HasOneSize ? PulsesOfOneSize : tracker.Calibration.UnitsOf(tracker.Traits, tracker.Traits.Sizes.Count - 1);

    /// <summary>
    /// The first move of a run, to see on which side the focus is. A coarse step costs one order and shows most, even if it jumps across
    /// it.
    /// </summary>
    public double FirstProbe(double radius)
    {
        if (tracker.Calibration.PixelsPerUnit is { } pixels)
            return Math.Clamp(0.35 * radius, 2, 4) is var change && double.IsNaN(change) ? 3 / pixels : change / pixels;
        return Coarse;
    }

    /// <summary>The distance in steps of one size that comes close with the fewest orders.</summary>
    /// <param name="distance">In steps of the finest size.</param>
    /// <param name="share">How much of it is enough, 0 to 1.</param>
    public double Round(double distance, double share)
    {
        var size = StepPlan.SizeAtLeast(share * Math.Abs(distance), tracker.Traits, tracker.Calibration, out var steps);
        return Math.Sign(distance) * steps * tracker.Calibration.UnitsOf(tracker.Traits, size);
    }

    /// <summary>A place beside the best focus, where a reading says most about it, with the fewest orders there and back.</summary>
    /// <param name="best">Position of the best focus.</param>
    /// <param name="slope">k, in pixels for each step.</param>
    /// <param name="side">-1 nearer, +1 farther: the side that is better.</param>
    /// <param name="clamp">Keeps a position within the range of the lens.</param>
    public double Beside(double best, double slope, int side, Func<double, double> clamp)
    {
        var (place, least) = (best, double.PositiveInfinity);
        for (var pixels = LeastBeside; pixels <= MostBeside; pixels += 0.2)
        {
            foreach (var sign in (ReadOnlySpan<int>)[side, -side])
            {
                var candidate = clamp(best + (sign * pixels / slope));
                var cost = Orders(candidate - tracker.Position, BesideMiss / slope) + Orders(best - candidate, 0.5 / slope)
                    + (0.2 * Math.Abs(pixels - BestBeside)) + (sign == side ? 0 : 2);
                if (Math.Abs(candidate - best) * slope > 1 && cost < least)
                    (place, least) = (candidate, cost);
            }
        }
        return place;
    }

    private int Orders(double distance, double tolerance)
    {
        var orders = 0;
        foreach (var (size, steps) in StepPlan.Fewest(distance, tolerance, tracker.Traits, tracker.Calibration))
        {
            orders += tracker.OrdersOf(steps, size);
        }
        return orders;
    }

    /// <summary>What is known of k before anything is: little.</summary>
    public FocusSlope Guess() => new(ExpectedPixels / Coarse, UnknownSigma);
}
