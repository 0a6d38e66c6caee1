namespace P2IKT.Live.Recording.Pictures;

/// <summary>Between the samples of a picture (grey or RGB, perhaps alpha; 8 or 16 bits) and the network's bytes, a row at a time.</summary>
internal static class PictureSamples
{
    private const int Red = 77, Green = 150, Blue = 29; // BT.601 in 1/256, the luma of the networks

    /// <summary>Bytes to BGR.</summary>
    public static void ToBgr(ReadOnlySpan<byte> samples, int channels, Span<byte> bgr)
    {
        var green = channels < 3 ? 0 : 1;
        for (int i = 0, o = 0; i < samples.Length; i += channels, o += 3)
            (bgr[o], bgr[o + 1], bgr[o + 2]) = (samples[i + (2 * green)], samples[i + green], samples[i]);
    }

    /// <summary>16-bit samples to BGR: 257 units are a step, and what is above a whole step is rounded down after adding an offset.</summary>
    public static void ToBgr(ReadOnlySpan<ushort> samples, int channels, int offset, Span<byte> bgr)
    {
        var green = channels < 3 ? 0 : 1;
        for (int i = 0, o = 0; i < samples.Length; i += channels, o += 3)
        {
            (bgr[o], bgr[o + 1], bgr[o + 2]) = ((byte)((samples[i + (2 * green)] + offset) / 257), (byte)((samples[i + green] + offset) / 257),
                (byte)((samples[i] + offset) / 257));
        }
    }

    /// <summary>Adds what the network changed, in steps of a byte, to what it changed in earlier passes.</summary>
    public static void AddChange(ReadOnlySpan<byte> source, ReadOnlySpan<byte> sharp, Span<int> changes)
    {
        for (var i = 0; i < changes.Length; i++)
            changes[i] += sharp[i] - source[i];
    }

    /// <summary>Adds changes (BGR) to bytes; alpha stays.</summary>
    public static void Apply(ReadOnlySpan<int> changes, Span<byte> samples, int channels)
    {
        for (int i = 0, c = 0; i < samples.Length; i += channels, c += 3)
        {
            if (channels < 3)
            {
                samples[i] = (byte)Math.Clamp(samples[i] + Luma(changes.Slice(c, 3), 1, 1), 0, byte.MaxValue);
                continue;
            }
            for (var k = 0; k < 3; k++)
                samples[i + k] = (byte)Math.Clamp(samples[i + k] + changes[c + 2 - k], 0, byte.MaxValue);
        }
    }

    /// <summary>Adds changes (BGR) that were summed over passes to 16-bit samples; alpha stays.</summary>
    public static void Apply(ReadOnlySpan<int> changes, int unitsPerStep, int passes, Span<ushort> samples, int channels)
    {
        for (int i = 0, c = 0; i < samples.Length; i += channels, c += 3)
        {
            if (channels < 3)
            {
                samples[i] = (ushort)Math.Clamp(samples[i] + Luma(changes.Slice(c, 3), unitsPerStep, passes), 0, ushort.MaxValue);
                continue;
            }
            for (var k = 0; k < 3; k++)
                samples[i + k] = (ushort)Math.Clamp(samples[i + k] + Rounded(changes[c + 2 - k] * unitsPerStep, passes), 0, ushort.MaxValue);
        }
    }

    /// <summary>The change of grey that a change of colour stands for.</summary>
    private static int Luma(ReadOnlySpan<int> bgr, int unitsPerStep, int passes) =>
        Rounded(((Blue * bgr[0]) + (Green * bgr[1]) + (Red * bgr[2])) * unitsPerStep, 256 * passes);

    private static int Rounded(int value, int divisor) => (int)MathF.Round((float)value / divisor);
}
