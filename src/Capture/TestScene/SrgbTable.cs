namespace P2IKT.Live.Capture.TestScene;

/// <summary>The sRGB transfer curve (IEC 61966-2-1) from linear light, in steps fine enough for its darkest end.</summary>
internal static class SrgbTable
{
    /// <summary>Index that stands for linear 1.</summary>
    public const float Last = 16383;

    /// <summary>The coded value for each step.</summary>
    public static byte[] Bytes { get; } = [.. Enumerable.Range(0, (int)Last + 1).Select(step => Encode(step / Last))];

    private static byte Encode(float linear) =>
        (byte)MathF.Round(255 * (linear <= 0.0031308f ? 12.92f * linear : (1.055f * MathF.Pow(linear, 1 / 2.4f)) - 0.055f));
}
