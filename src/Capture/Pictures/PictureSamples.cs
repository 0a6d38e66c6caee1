using System.Runtime.InteropServices;

namespace P2IKT.Live.Capture.Pictures;

/// <summary>Between the samples of a picture (grey or RGB, perhaps alpha; 8 or 16 bits) and the network's bytes, a row at a time.</summary>
/// <remarks>
/// A network of bytes knows 16-bit samples only to 1/256. So what it changes is added to the samples as they are, and it sees each
/// part twice, rounded at points half a step apart: the mean of both changes comes in halves of a byte's step. On a smooth gradient
/// 0.1 to 0.2 % of the samples then change, by half a step; one pass changes half as many by a whole step, four passes twice as many
/// by a quarter, and a pass is what takes the time.
/// </remarks>
public static class PictureSamples
{
    private const int PassesOf16Bits = 2;
    private const int UnitsPerStep = 257; // 65535 / 255: a byte's step in 16-bit samples
    private const int Red = 77, Green = 150, Blue = 29; // BT.601 in 1/256, the luma of the networks

    /// <summary>How often the network sees each part.</summary>
    public static int Passes(PictureLayout layout) => layout.SampleBytes == 1 ? 1 : PassesOf16Bits;

    /// <summary>
    /// Samples to BGR as the network sees them in a pass: 16-bit ones are rounded down to whole steps after adding an offset.
    /// </summary>
    public static void ToBgr(ReadOnlySpan<byte> samples, PictureLayout layout, int pass, Span<byte> bgr)
    {
        if (layout.SampleBytes == 1)
            ToBgr(samples, layout.Channels, bgr);
        else
            ToBgr(MemoryMarshal.Cast<byte, ushort>(samples), layout.Channels, ((2 * pass) + 1) * UnitsPerStep / (2 * PassesOf16Bits), bgr);
    }

    /// <summary>Adds what the network changed, in steps of a byte, to what it changed in earlier passes.</summary>
    public static void AddChange(ReadOnlySpan<byte> source, ReadOnlySpan<byte> sharp, Span<int> changes)
    {
        for (var i = 0; i < changes.Length; i++)
            changes[i] += sharp[i] - source[i];
    }

    /// <summary>Adds changes (BGR) that were summed over all passes to samples; alpha stays.</summary>
    public static void Apply(ReadOnlySpan<int> changes, Span<byte> samples, PictureLayout layout)
    {
        if (layout.SampleBytes == 1)
            Apply(changes, samples, layout.Channels);
        else
            Apply(changes, MemoryMarshal.Cast<byte, ushort>(samples), layout.Channels);
    }

    private static void ToBgr(ReadOnlySpan<byte> samples, int channels, Span<byte> bgr)
    {
        var green = channels < 3 ? 0 : 1;
        for (int i = 0, o = 0; i < samples.Length; i += channels, o += 3)
            (bgr[o], bgr[o + 1], bgr[o + 2]) = (samples[i + (2 * green)], samples[i + green], samples[i]);
    }

    private static void ToBgr(ReadOnlySpan<ushort> samples, int channels, int offset, Span<byte> bgr)
    {
        var green = channels < 3 ? 0 : 1;
        for (int i = 0, o = 0; i < samples.Length; i += channels, o += 3)
        {
            (bgr[o], bgr[o + 1], bgr[o + 2]) = (
                (byte)((samples[i + (2 * green)] + offset) / UnitsPerStep), (byte)((samples[i + green] + offset) / UnitsPerStep),
                (byte)((samples[i] + offset) / UnitsPerStep));
        }
    }

    private static void Apply(ReadOnlySpan<int> changes, Span<byte> samples, int channels)
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

    private static void Apply(ReadOnlySpan<int> changes, Span<ushort> samples, int channels)
    {
        for (int i = 0, c = 0; i < samples.Length; i += channels, c += 3)
        {
            if (channels < 3)
            {
                samples[i] = (ushort)Math.Clamp(samples[i] + Luma(changes.Slice(c, 3), UnitsPerStep, PassesOf16Bits), 0, ushort.MaxValue);
                continue;
            }
            for (var k = 0; k < 3; k++)
                samples[i + k] = (ushort)Math.Clamp(
                    samples[i + k] + Rounded(changes[c + 2 - k] * UnitsPerStep, PassesOf16Bits), 0, ushort.MaxValue);
        }
    }

    /// <summary>The change of grey that a change of colour stands for.</summary>
    private static int Luma(ReadOnlySpan<int> bgr, int unitsPerStep, int passes) =>
        Rounded(((Blue * bgr[0]) + (Green * bgr[1]) + (Red * bgr[2])) * unitsPerStep, 256 * passes);

    private static int Rounded(int value, int divisor) => (int)MathF.Round((float)value / divisor);
}
