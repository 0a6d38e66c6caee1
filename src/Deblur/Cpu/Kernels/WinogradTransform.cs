using System.Runtime.CompilerServices;
using P2IKT.Live.Deblur.Cpu.Network;

namespace P2IKT.Live.Deblur.Cpu.Kernels;

/// <summary>
/// The two transforms of Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray 2015, section 4.3), for as many channels at a
/// time as a register holds.
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
    public static void TransformInput<TVector>(float** rows, int channels, float* to, nint pitch)
        where TVector : unmanaged, IPanel<TVector>
    {
        var half = stackalloc TVector[Points];
        var line = stackalloc TVector[Patch];
        for (var c = 0; c < channels; c += TVector.Width)
        {
            for (var column = 0; column < Patch; column++)
            {
                var at = (column * channels) + c;
                TransformInput(TVector.Load(rows[0] + at), TVector.Load(rows[1] + at), TVector.Load(rows[2] + at),
                    TVector.Load(rows[3] + at), TVector.Load(rows[4] + at), TVector.Load(rows[5] + at), half + column, Patch);
            }
            var point = to + c;
            for (var row = half; row < half + Points; row += Patch)
            {
                TransformInput(row[0], row[1], row[2], row[3], row[4], row[5], line, 1);
                for (var column = 0; column < Patch; column++, point += pitch)
                    TVector.Store(line[column], point);
            }
        }
    }

    /// <summary>A^T m A of a tile, and what follows the convolution.</summary>
    /// <param name="from">The points' sums.</param>
    /// <param name="pitch">From one point to the next, in floats.</param>
    /// <param name="channels">Channels to make; whole vectors.</param>
    /// <param name="epilogue">What follows.</param>
    /// <param name="to">The layer's output.</param>
    /// <param name="x">The tile's first column.</param>
    /// <param name="y">The tile's first row.</param>
    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransformOutput<TVector>(float* from, nint pitch, int channels, Epilogue epilogue, FeatureMap to, int x, int y)
        where TVector : unmanaged, IPanel<TVector>
    {
        var half = stackalloc TVector[Tile * Patch];
        var line = stackalloc TVector[Tile];
        var (right, bottom) = (Math.Min(Tile, to.Width - x), Math.Min(Tile, to.Height - y));
        for (var c = 0; c < channels; c += TVector.Width)
        {
            var down = Patch * pitch;
            for (var column = 0; column < Patch; column++)
            {
                var at = from + (column * pitch) + c;
                TransformOutput(TVector.Load(at), TVector.Load(at + down), TVector.Load(at + (2 * down)),
                    TVector.Load(at + (3 * down)), TVector.Load(at + (4 * down)), TVector.Load(at + (5 * down)), half + column, Patch);
            }
            for (var row = 0; row < bottom; row++)
            {
                var m = half + (row * Patch);
                TransformOutput(m[0], m[1], m[2], m[3], m[4], m[5], line, 1);
                epilogue.Write<TVector>((float*)line, TVector.Width, to, x, y + row, c, right, column: c, step: 1);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransformInput<TVector>(TVector d0, TVector d1, TVector d2, TVector d3, TVector d4, TVector d5, TVector* to, int step)
        where TVector : unmanaged, IPanel<TVector>
    {
        var even = TVector.MultiplyAdd(d4, -4, d2);
        var odd = TVector.MultiplyAdd(d3, -4, d1);
        var evenHalf = TVector.MultiplyAdd(d4, -1, d2);
        var oddHalf = TVector.MultiplyAdd(d3, -1, d1);
        to[0] = TVector.MultiplyAdd(TVector.MultiplyAdd(d4, 4, d0), -5, d2);
        to[step] = TVector.Add(even, odd);
        to[2 * step] = TVector.MultiplyAdd(even, -1, odd);
        to[3 * step] = TVector.MultiplyAdd(evenHalf, 2, oddHalf);
        to[4 * step] = TVector.MultiplyAdd(evenHalf, -2, oddHalf);
        to[5 * step] = TVector.MultiplyAdd(TVector.MultiplyAdd(d5, 4, d1), -5, d3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransformOutput<TVector>(TVector m0, TVector m1, TVector m2, TVector m3, TVector m4, TVector m5, TVector* to, int step)
        where TVector : unmanaged, IPanel<TVector>
    {
        var (even, odd) = (TVector.Add(m1, m2), TVector.MultiplyAdd(m1, -1, m2));
        var (evenDouble, oddDouble) = (TVector.Add(m3, m4), TVector.MultiplyAdd(m3, -1, m4));
        to[0] = TVector.Add(TVector.Add(m0, even), evenDouble);
        to[step] = TVector.MultiplyAdd(odd, 2, oddDouble);
        to[2 * step] = TVector.MultiplyAdd(even, 4, evenDouble);
        to[3 * step] = TVector.MultiplyAdd(TVector.Add(odd, m5), 8, oddDouble);
    }
}
