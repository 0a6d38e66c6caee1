using P2IKT.Live.Frames.Lens;

namespace P2IKT.Live.Tests.Focus.Lens;

/// <summary>A lens on a camera; lengths in steps of its finest size, times in seconds.</summary>
internal sealed record SimulatedLensModel
{
    public required LensDriveTraits Traits { get; init; }

    /// <summary>True length of a step of each size.</summary>
    public required double[] Units { get; init; }

    public double Slope { get; init; } = 0.1; // px a unit

    public double Rest { get; init; } = 0.7; // px

    public double Best { get; init; }

    public double Start { get; init; }

    public double Near { get; init; } = -2000;

    public double Far { get; init; } = 2000;

    public double Backlash { get; init; }

    public double OrderSeconds { get; init; } = 0.1;

    /// <summary>The camera reports a move as done by up to this before it is.</summary>
    public double Early { get; init; }

    /// <summary>And by up to this after it is.</summary>
    public double Late { get; init; }

    public double Texture { get; init; } = 0.95;

    public bool Moves { get; init; } = true;

    /// <summary>-1: farther and nearer are exchanged.</summary>
    public int Sign { get; init; } = 1;

    /// <summary>A lens out of focus by 1 to 13 px, drawn from a seed; every fifth has an end stop close to the best focus.</summary>
    /// <param name="make">Nikon, Canon or Sony.</param>
    /// <param name="seed">The same seed gives the same lens.</param>
    /// <param name="slowest">The longest time of an order; the shortest is 33 ms, or 100 ms for motor pulses.</param>
    public static SimulatedLensModel Draw(string make, int seed, double slowest)
    {
        var random = new Random((seed * 7919) + make.Length);
        double Between(double low, double high) => low + ((high - low) * random.NextDouble());
        var model = make switch
        {
            "Nikon" => new SimulatedLensModel
            {
                Traits = new("Nikon", [new("pulse", 1, true, 32767)], true), Units = [1], Slope = Between(0.015, 0.05), OrderSeconds = Between(0.1, slowest),
            },
            "Canon" => new SimulatedLensModel
            {
                Traits = new("Canon", [new("1", 1, true, 1), new("2", 8, false, 1), new("3", 40, false, 1)], false),
                Units = [1, 8 * Between(0.65, 1.5), 40 * Between(0.65, 1.5)], Slope = Between(0.06, 0.14), OrderSeconds = Between(0.033, slowest),
            },
            _ => new SimulatedLensModel
            {
                Traits = new("Sony", [new("1", 1, true, 1), new("3", 6, false, 1), new("7", 50, false, 1)], false),
                Units = [1, 6 * Between(0.65, 1.5), 50 * Between(0.65, 1.5)], Slope = Between(0.05, 0.11), OrderSeconds = Between(0.033, slowest),
            },
        };
        var isEarly = random.Next(2) == 0;
        model = model with
        {
            Backlash = Between(0, 6), Rest = Between(0.5, 1), Early = isEarly ? 0.12 : 0, Late = isEarly ? 0 : 0.1,
            Start = Between(1, 13) / model.Slope * (random.Next(2) == 0 ? 1 : -1), Near = -Between(20, 60) / model.Slope, Far = Between(20, 60) / model.Slope,
        };
        if (random.Next(5) > 0)
            return model;
        return random.Next(2) == 0
            ? model with { Near = Math.Min(model.Start - (Between(0.2, 2) / model.Slope), -1 / model.Slope) }
            : model with { Far = Math.Max(model.Start + (Between(0.2, 2) / model.Slope), 1 / model.Slope) };
    }
}
