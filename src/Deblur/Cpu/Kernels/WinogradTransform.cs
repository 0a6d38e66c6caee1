using System.Runtime.CompilerServices;
using P2IKT.Live.Deblur.Cpu.Memory;

namespace P2IKT.Live.Deblur.Cpu.Kernels;

/// <summary>
/// The two transforms of Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray 2015, section 4.3), for as many channels at a
/// time as a register holds. A tile here is one of results, and not a register tile.
/// </summary>
internal static unsafe class WinogradTransform
{
    /// <summary>Side of the tile of results, in pixels.</summary>
    public const int Tile = 4;

    /// <summary>Side of the patch that they are computed from.</summary>
    public const int Patch = 6;

    /// <summary>Products for a tile and a pair of channels.</summary>
    public const int Points = Patch * Patch;

    /// <summary>B^T d B of a patch; its columns first.</summary>
    /// <param name="rows">The patch's rows.</param>
    /// <param name="channels">Channels of a pixel; whole vectors.</param>
    /// <param name="to">Receives the points.</param>
    /// <param name="pitch">From one point to the next, in floats.</param>
    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransformInput<TRow>(float** rows, int channels, float* to, nint pitch)
        where TRow : unmanaged, ITileRow<TRow>
    {
        var half = stackalloc TRow[Points];
        var line = stackalloc TRow[Patch];
        for (var c = 0; c < channels; c += TRow.Width)
        {
            for (var column = 0; column < Patch; column++)
            {
                var at = (column * channels) + c;
                TransformInput(TRow.Load(rows[0] + at), TRow.Load(rows[1] + at), TRow.Load(rows[2] + at),
                    TRow.Load(rows[3] + at), TRow.Load(rows[4] + at), TRow.Load(rows[5] + at), half + column, Patch);
            }
            var point = to + c;
            for (var row = half; row < half + Points; row += Patch)
            {
                TransformInput(row[0], row[1], row[2], row[3], row[4], row[5], line, 1);
                for (var column = 0; column < Patch; column++, point += pitch)
                    TRow.Store(line[column], point);
            }
        }
    }

    /// <summary>A^T m A of a tile, and what follows the convolution.</summary>
    /// <param name="from">The points' sums.</param>
    /// <param name="pitch">From one point to the next, in floats.</param>
    /// <param name="channels">Channels to make; whole vectors.</param>
    /// <param name="epilogue">What follows.</param>
    /// <param name="to">The operator's output.</param>
    /// <param name="x">The tile's first column.</param>
    /// <param name="y">The tile's first row.</param>
    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransformOutput<TRow>(float* from, nint pitch, int channels, Epilogue epilogue, FeatureMap to, int x, int y)
        where TRow : unmanaged, ITileRow<TRow>
    {
        var half = stackalloc TRow[Tile * Patch];
        var line = stackalloc TRow[Tile];
        var (right, bottom) = (Math.Min(Tile, to.Width - x), Math.Min(Tile, to.Height - y));
        for (var c = 0; c < channels; c += TRow.Width)
        {
            var down = Patch * pitch;
            for (var column = 0; column < Patch; column++)
            {
                var at = from + (column * pitch) + c;
                TransformOutput(TRow.Load(at), TRow.Load(at + down), TRow.Load(at + (2 * down)),
                    TRow.Load(at + (3 * down)), TRow.Load(at + (4 * down)), TRow.Load(at + (5 * down)), half + column, Patch);
            }
            for (var row = 0; row < bottom; row++)
            {
                var m = half + (row * Patch);
                TransformOutput(m[0], m[1], m[2], m[3], m[4], m[5], line, 1);
                epilogue.Write<TRow>((float*)line, TRow.Width, to, x, y + row, c, right, column: c, step: 1);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransformInput<TRow>(TRow d0, TRow d1, TRow d2, TRow d3, TRow d4, TRow d5, TRow* to, int step)
        where TRow : unmanaged, ITileRow<TRow>
    {
        var even = TRow.MultiplyAdd(d4, -4, d2);
        var odd = TRow.MultiplyAdd(d3, -4, d1);
        var evenHalf = TRow.MultiplyAdd(d4, -1, d2);
        var oddHalf = TRow.MultiplyAdd(d3, -1, d1);
        to[0] = TRow.MultiplyAdd(TRow.MultiplyAdd(d4, 4, d0), -5, d2);
        to[step] = TRow.Add(even, odd);
        to[2 * step] = TRow.MultiplyAdd(even, -1, odd);
        to[3 * step] = TRow.MultiplyAdd(evenHalf, 2, oddHalf);
        to[4 * step] = TRow.MultiplyAdd(evenHalf, -2, oddHalf);
        to[5 * step] = TRow.MultiplyAdd(TRow.MultiplyAdd(d5, 4, d1), -5, d3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransformOutput<TRow>(TRow m0, TRow m1, TRow m2, TRow m3, TRow m4, TRow m5, TRow* to, int step)
        where TRow : unmanaged, ITileRow<TRow>
    {
        var (even, odd) = (TRow.Add(m1, m2), TRow.MultiplyAdd(m1, -1, m2));
        var (evenDouble, oddDouble) = (TRow.Add(m3, m4), TRow.MultiplyAdd(m3, -1, m4));
        to[0] = TRow.Add(TRow.Add(m0, even), evenDouble);
        to[step] = TRow.MultiplyAdd(odd, 2, oddDouble);
        to[2 * step] = TRow.MultiplyAdd(even, 4, evenDouble);
        to[3 * step] = TRow.MultiplyAdd(TRow.Add(odd, m5), 8, oddDouble);
    }
}
