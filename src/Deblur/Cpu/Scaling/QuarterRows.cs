using System.Numerics;

namespace P2IKT.Live.Deblur.Cpu.Scaling;

/// <summary>Kernels on rows of interleaved BGR between a full width and 1, 2 or 3 quarters of it, in integers.</summary>
internal static class QuarterRows
{
    // For each number of quarters, the weights of the four full pixels of a run in each of its reduced ones; they sum to 4.
    private static readonly ushort[][][] Shares =
    [
        [],
        [[1, 1, 1, 1]],
        [[2, 2, 0, 0], [0, 0, 2, 2]],
        [[3, 1, 0, 0], [0, 2, 2, 0], [0, 0, 1, 3]],
    ];

    // For each number of quarters, the positions of the centres of the four full pixels: the reduced pixel of the run before each, and the
    // eighths of the way to the next. (x + 1/2) q/4 - 1/2 for x = 0..3.
    private static readonly (int Offset, int Eighths)[][] Phases =
    [
        [],
        [(-1, 5), (-1, 7), (0, 1), (0, 3)],
        [(-1, 6), (0, 2), (0, 6), (1, 2)],
        [(-1, 7), (0, 5), (1, 3), (2, 1)],
    ];

    public static ReadOnlySpan<ushort> Weights(int quarters, int phase) => Shares[quarters][phase];

    public static (int Offset, int Eighths) Phase(int quarters, int phase) => Phases[quarters][phase];

    /// <summary>The weighted sum of four rows, up to 4 * 255.</summary>
    public static void Sum(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d,
        ReadOnlySpan<ushort> weights, Span<ushort> sums)
    {
        ushort wa = weights[0], wb = weights[1], wc = weights[2], wd = weights[3];
        var x = 0;
        for (; x <= a.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(a[x..]), out var a0, out var a1);
            Vector.Widen(new Vector<byte>(b[x..]), out var b0, out var b1);
            Vector.Widen(new Vector<byte>(c[x..]), out var c0, out var c1);
            Vector.Widen(new Vector<byte>(d[x..]), out var d0, out var d1);
            (a0 * wa + b0 * wb + c0 * wc + d0 * wd).CopyTo(sums[x..]);
            (a1 * wa + b1 * wb + c1 * wc + d1 * wd).CopyTo(sums[(x + Vector<ushort>.Count)..]);
        }
        for (; x < a.Length; x++)
            sums[x] = (ushort)(a[x] * wa + b[x] * wb + c[x] * wc + d[x] * wd);
    }

    /// <summary>Runs of four pixels of sums to one, two or three bytes a channel.</summary>
    public static void Narrow(ReadOnlySpan<ushort> sums, int quarters, Span<byte> row)
    {
        var to = 0;
        for (var x = 0; x < sums.Length; x += 12)
        {
            var run = sums.Slice(x, 12);
            for (var channel = 0; channel < 3; channel++)
            {
                int p = run[channel], q = run[channel + 3], r = run[channel + 6], s = run[channel + 9];
                switch (quarters)
                {
                    case 1:
                        row[to + channel] = (byte)((p + q + r + s + 8) >> 4);
                        break;
                    case 2:
                        row[to + channel] = (byte)((p + q + 4) >> 3);
                        row[to + channel + 3] = (byte)((r + s + 4) >> 3);
                        break;
                    default:
                        row[to + channel] = (byte)((3 * p + q + 8) >> 4);
                        row[to + channel + 3] = (byte)((q + r + 4) >> 3);
                        row[to + channel + 6] = (byte)((r + 3 * s + 8) >> 4);
                        break;
                }
            }
            to += 3 * quarters;
        }
    }

    /// <summary>A reduced row of differences, one pixel more at each end, to the full width; times 8, so up to 8 * 255.</summary>
    public static void Widen(ReadOnlySpan<short> reduced, int quarters, Span<short> row)
    {
        for (var phase = 0; phase < 4; phase++)
        {
            var (offset, right) = Phases[quarters][phase];
            var left = 8 - right;
            var from = 3 * (offset + 1);
            for (var to = 3 * phase; to < row.Length; to += 12, from += 3 * quarters)
            {
                var near = reduced.Slice(from, 6);
                row[to] = (short)(left * near[0] + right * near[3]);
                row[to + 1] = (short)(left * near[1] + right * near[4]);
                row[to + 2] = (short)(left * near[2] + right * near[5]);
            }
        }
    }

    /// <summary>sharp = source + what lies so many eighths of the way between two enlarged rows of differences.</summary>
    public static void AddBetween(
        ReadOnlySpan<byte> source, ReadOnlySpan<short> above, ReadOnlySpan<short> below, int eighths, Span<byte> sharp)
    {
        short lower = (short)eighths, upper = (short)(8 - eighths);
        var x = 0;
        // In 16 bits: 8 * 8 * 255 and half a step stay below 32,768.
        var half = new Vector<short>(32);
        var white = new Vector<short>(255);
        for (; x <= source.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(source[x..]), out var s0, out var s1);
            var next = x + Vector<short>.Count;
            var d0 = Vector.ShiftRightArithmetic(new Vector<short>(above[x..]) * upper + new Vector<short>(below[x..]) * lower + half, 6);
            var d1 = Vector.ShiftRightArithmetic(
                new Vector<short>(above[next..]) * upper + new Vector<short>(below[next..]) * lower + half, 6);
            var r0 = Vector.Min(Vector.Max(Vector.AsVectorInt16(s0) + d0, Vector<short>.Zero), white);
            var r1 = Vector.Min(Vector.Max(Vector.AsVectorInt16(s1) + d1, Vector<short>.Zero), white);
            Vector.Narrow(Vector.AsVectorUInt16(r0), Vector.AsVectorUInt16(r1)).CopyTo(sharp[x..]);
        }
        for (; x < source.Length; x++)
            sharp[x] = (byte)Math.Clamp(source[x] + ((above[x] * upper + below[x] * lower + 32) >> 6), 0, 255);
    }
}
