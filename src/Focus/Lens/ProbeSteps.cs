using P2IKT.Live.Focus.Curves;

namespace P2IKT.Live.Focus.Lens;

/// <summary>How far a lens is moved while little is known of it, in steps of its finest size.</summary>
internal sealed class ProbeSteps(LensTracker tracker, double maxRadius)
{
    private const double PulsesOfOneSize = 80; // motor pulses: a lens has some thousands of them over its range
    private const double NearFocus = 4; // below this radius in pixels a coarse step would jump across the focus
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

    private double Medium => HasOneSize ? PulsesOfOneSize / 2 : tracker.Calibration.UnitsOf(tracker.Traits, Math.Max(0, tracker.Traits.Sizes.Count - 2));

    /// <summary>The first move of a run, to see on which side the focus is.</summary>
    public double FirstProbe(double radius)
    {
        if (tracker.Calibration.PixelsPerUnit is { } pixels)
            return Math.Clamp(0.35 * radius, 2, 4) is var change && double.IsNaN(change) ? 3 / pixels : change / pixels;
        return radius < NearFocus ? Medium : Coarse;
    }

    /// <summary>The distance in steps of one size that comes close with the fewest orders.</summary>
    public double Round(double distance)
    {
        var size = StepPlan.SizeAtLeast(0.8 * Math.Abs(distance), tracker.Traits, tracker.Calibration, out var steps);
        return Math.Sign(distance) * steps * tracker.Calibration.UnitsOf(tracker.Traits, size);
    }

    /// <summary>
    /// The next move towards the best focus that costs the fewest orders: either to it at once, or to a place below it, from where it is
    /// reached without backlash.
    /// </summary>
    /// <param name="distance">To the best focus.</param>
    /// <param name="certainty">How likely it is in focus after a move to it at once, 0 to 1.</param>
    /// <param name="least">How far below it the other place is, at least.</param>
    /// <param name="most">At most.</param>
    /// <param name="tolerance">By how much a place may be missed.</param>
    public double Cheapest(double distance, double certainty, double least, double most, double tolerance)
    {
        const int candidates = 16;
        var (best, fewest) = (distance, Orders(distance, tolerance) + ((1 - certainty) * ((2 * Orders(least, tolerance)) + 1)));
        for (var i = 0; i < candidates; i++)
        {
            var below = least + ((most - least) * i / (candidates - 1));
            double orders = Orders(distance - below, tolerance) + Orders(below, tolerance);
            if (orders < fewest)
                (best, fewest) = (distance - below, orders);
        }
        return best;
    }

    private int Orders(double distance, double tolerance)
    {
        var orders = 0;
        foreach (var (size, steps) in StepPlan.Split(distance, tolerance, tracker.Traits, tracker.Calibration))
        {
            var most = Math.Max(1, tracker.Traits.Sizes[size].MaxStepsPerOrder);
            orders += ((Math.Abs(steps) - 1) / most) + 1;
        }
        return orders;
    }

    /// <summary>What is known of k before anything is: little.</summary>
    public FocusSlope Guess() => new(ExpectedPixels / Coarse, UnknownSigma);
}
