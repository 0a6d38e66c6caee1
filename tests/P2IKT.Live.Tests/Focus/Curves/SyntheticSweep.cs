using P2IKT.Live.Focus.Curves;

namespace P2IKT.Live.Tests.Focus.Curves;

/// <summary>A sweep of a thin lens across its best focus, as a noisy model reads it.</summary>
internal sealed class SyntheticSweep
{
    private SyntheticSweep(List<FocusSample> samples, double best) => (Samples, Best) = (samples, best);

    /// <summary>In the order of the sweep; positions are as ordered, in steps.</summary>
    public IReadOnlyList<FocusSample> Samples { get; }

    /// <summary>The ordered position at which the lens stands at best focus.</summary>
    public double Best { get; }

    /// <summary>
    /// A sweep with 30 to 40 dB noise, uneven steps, backlash at its start, and in every second one somebody who crosses.
    /// </summary>
    public static SyntheticSweep Create(int seed)
    {
        var random = new Random(seed);
        var count = random.Next(15, 31);
        var slope = 0.3 + (0.5 * random.NextDouble()); // px a step
        var rest = 0.4 + (0.8 * random.NextDouble()); // px at best focus
        var decibels = 30 + (10 * random.NextDouble());
        var backlash = 3 * random.NextDouble();
        var positions = new double[count];
        for (var i = 1; i < count; i++)
            positions[i] = positions[i - 1] + 0.5 + random.NextDouble();
        var best = backlash + ((positions[^1] - backlash) * (0.25 + (0.5 * random.NextDouble())));
        var radii = Array.ConvertAll(positions, x => Math.Sqrt((rest * rest) + Square(slope * (Math.Max(x, backlash) - best))));
        var noise = Math.Sqrt(radii.Average(Square)) * Math.Pow(10, -decibels / 20);
        var crossing = random.Next(2) == 0 ? random.Next(0, count - 3) : int.MaxValue;
        var samples = new List<FocusSample>(count);
        for (var i = 0; i < count; i++)
        {
            var isHidden = i >= crossing && i < crossing + 3;
            var radius = isHidden ? 12 * random.NextDouble() : Math.Max(0, radii[i] + (noise * Normal(random)));
            samples.Add(new(positions[i], (float)radius, isHidden ? 0.6f : 0.9f));
        }
        return new(samples, best);
    }

    internal static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double Square(double value) => value * value;
}
