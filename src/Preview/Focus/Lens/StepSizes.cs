using P2IKT.Live.Focus.Lens;
using P2IKT.Live.Frames.Lens;

namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>The steps of a lens drive that the three sizes of the page stand for.</summary>
internal static class StepSizes
{
    private static readonly double[] Pixels = [0.5, 2, 8]; // of blur radius, where it is known how fast the lens defocuses
    private static readonly int[] Pulses = [10, 60, 360]; // of a lens with one size of step, where it is not

    /// <summary>How many steps of which size one press of a button is.</summary>
    /// <param name="size">Of the button.</param>
    /// <param name="traits">Of the drive.</param>
    /// <param name="calibration">What is known of the lens.</param>
    public static (int Steps, int Size) Of(LensMoveSize size, LensDriveTraits traits, LensCalibration calibration)
    {
        var count = traits.Sizes.Count;
        if (count >= 3)
            return (1, size switch { LensMoveSize.Small => 0, LensMoveSize.Medium => count / 2, _ => count - 1 });
        if (count == 2)
            return size switch { LensMoveSize.Small => (1, 0), LensMoveSize.Medium => (1, 1), _ => (4, 1) };
        var steps = calibration.Fits(traits) && calibration.PixelsPerUnit is { } slope and > 0
            ? (int)Math.Clamp(Math.Round(Pixels[(int)size] / slope), 1, int.MaxValue)
            : Pulses[(int)size];
        return (Math.Min(steps, Math.Max(1, traits.Sizes[0].MaxStepsPerOrder)), 0);
    }
}
