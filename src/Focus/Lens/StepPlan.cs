using P2IKT.Live.Frames.Lens;

namespace P2IKT.Live.Focus.Lens;

/// <summary>Which steps of which size make up a distance.</summary>
internal static class StepPlan
{
    private const int MaxSteps = 32_000; // of one size in one move: a bound for distances that make no sense

    /// <summary>Splits a distance, the largest size first; all steps go the same way.</summary>
    public static List<(int Size, int Steps)> Split(double units, double tolerance, LensDriveTraits traits, LensCalibration calibration)
    {
        var plan = new List<(int, int)>();
        var (left, sign) = (Math.Abs(units), Math.Sign(units));
        if (!double.IsFinite(left))
            return plan;
        var sizes = Enumerable.Range(0, traits.Sizes.Count).OrderByDescending(size => calibration.UnitsOf(traits, size)).ToArray();
        foreach (var size in sizes)
        {
            var length = calibration.UnitsOf(traits, size);
            var isFinest = size == sizes[^1];
            var steps = isFinest ? Math.Round(left / length) : Math.Floor((left / length) + 1e-6); // a whole number may come out just below
            if (((steps + 1) * length) - left <= tolerance && left - (steps * length) > tolerance)
                steps++;
            if (steps > 0 && left > tolerance)
            {
                plan.Add((size, sign * (int)Math.Min(steps, MaxSteps)));
                left -= steps * length;
            }
            if (left <= tolerance)
                break;
        }
        return plan;
    }

    /// <summary>
    /// Splits a distance into the fewest orders, the largest size first. A size may go beyond the distance, and a smaller one back.
    /// </summary>
    public static List<(int Size, int Steps)> Fewest(double units, double tolerance, LensDriveTraits traits, LensCalibration calibration)
    {
        var sizes = Enumerable.Range(0, traits.Sizes.Count).OrderByDescending(size => calibration.UnitsOf(traits, size)).ToArray();
        var (best, fewest) = (new List<(int, int)>(), double.PositiveInfinity);
        if (double.IsFinite(units))
            Try(units, 0, 0, []);
        return best;

        void Try(double left, int index, double cost, List<(int, int)> plan)
        {
            if (Math.Abs(left) <= tolerance || index == sizes.Length)
            {
                cost += Math.Abs(left) / Math.Max(tolerance, 1e-9) * 0.1; // of equal plans the one that misses by less
                if (cost < fewest)
                    (best, fewest) = ([.. plan], cost);
                return;
            }
            var size = sizes[index];
            var length = calibration.UnitsOf(traits, size);
            var most = Math.Max(1, traits.Sizes[size].MaxStepsPerOrder);
            var whole = index == sizes.Length - 1 ? Math.Round(left / length) : Math.Floor(left / length);
            for (var more = 0; more <= (index == sizes.Length - 1 ? 0 : 1); more++)
            {
                var steps = (int)Math.Clamp(whole + more, -MaxSteps, MaxSteps);
                var orders = Math.Ceiling(Math.Abs((double)steps) / most);
                if (cost + orders >= fewest)
                    continue;
                if (steps != 0)
                    plan.Add((size, steps));
                Try(left - (steps * length), index + 1, cost + orders, plan);
                if (steps != 0)
                    plan.RemoveAt(plan.Count - 1);
            }
        }
    }

    /// <summary>The size that covers a distance in the fewest steps without going far beyond it.</summary>
    public static int SizeAtLeast(double units, LensDriveTraits traits, LensCalibration calibration, out int steps)
    {
        var best = 0;
        var fewest = double.PositiveInfinity;
        for (var size = 0; size < traits.Sizes.Count; size++)
        {
            var length = calibration.UnitsOf(traits, size);
            var count = Math.Ceiling(units / length);
            var beyond = Math.Max(0, (count * length) - units) / Math.Max(units, 1);
            var cost = (count / Math.Max(1, traits.Sizes[size].MaxStepsPerOrder)) + (beyond / 4);
            if (cost < fewest)
                (best, fewest) = (size, cost);
        }
        steps = (int)Math.Max(1, Math.Ceiling(units / calibration.UnitsOf(traits, best)));
        return best;
    }
}
