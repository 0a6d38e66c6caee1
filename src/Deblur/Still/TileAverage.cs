using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static P2IKT.Live.Deblur.Still.FixedPoint;

namespace P2IKT.Live.Deblur.Still;

/// <summary>
/// A tile of a picture that is averaged over time (<see cref="FixedPoint"/>). Where the tile is narrower than a vector's multiple, the rest
/// goes value by value, by the same rules.
/// </summary>
internal static class TileAverage
{
    /// <summary>Moves the average of a tile towards the frame, by 1/2^shift of the difference; 0 replaces it.</summary>
    /// <param name="frame">The frame's pixels, BGR.</param>
    /// <param name="average">The average, as many values.</param>
    /// <param name="place">Where the tile lies.</param>
    /// <param name="shift">0 to 6.</param>
    public static void Update(ReadOnlySpan<byte> frame, Span<short> average, TilePlace place, int shift)
    {
        for (var row = 0; row < place.Rows; row++)
        {
            var at = place.Offset + (row * place.Stride);
            UpdateRow(frame.Slice(at, place.RowBytes), average.Slice(at, place.RowBytes), shift);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void UpdateRow(ReadOnlySpan<byte> frame, Span<short> average, int shift)
    {
        ref var from = ref MemoryMarshal.GetReference(frame);
        ref var to = ref MemoryMarshal.GetReference(average[..frame.Length]);
        var half = (short)(shift > 0 ? 1 << (shift - 1) : 0);
        var halves = Vector256.Create(half);
        nuint x = 0;
        for (; x + (nuint)Vector256<short>.Count <= (nuint)frame.Length; x += (nuint)Vector256<short>.Count)
        {
            var was = Vector256.LoadUnsafe(ref to, x);
            var step = Vector256.ShiftRightArithmetic(Scaled(ref from, x) - was + halves, shift);
            (was + step).StoreUnsafe(ref to, x);
        }
        for (; x < (nuint)frame.Length; x++)
            average[(int)x] += (short)(((frame[(int)x] << Fraction) - average[(int)x] + half) >> shift);
    }

    /// <summary>Writes the average of a tile as pixels, rounded.</summary>
    public static void Write(ReadOnlySpan<short> average, Span<byte> pixels, TilePlace place)
    {
        for (var row = 0; row < place.Rows; row++)
        {
            var from = average.Slice(place.Offset + (row * place.Stride), place.RowBytes);
            var to = pixels.Slice(place.Offset + (row * place.Stride), place.RowBytes);
            var x = 0;
            for (; x + Vector128<byte>.Count <= from.Length; x += Vector128<byte>.Count)
                Rounded(from[x..]).CopyTo(to[x..]);
            for (; x < from.Length; x++)
                to[x] = Rounded(from[x]);
        }
    }

    /// <summary>Writes the average of a tile as pixels, rounded, but nowhere farther from a frame than a limit.</summary>
    /// <param name="average">The average.</param>
    /// <param name="frame">The frame's pixels, BGR.</param>
    /// <param name="pixels">What is written, BGR.</param>
    /// <param name="place">Where the tile lies.</param>
    /// <param name="limit">In levels.</param>
    public static void WriteNear(ReadOnlySpan<short> average, ReadOnlySpan<byte> frame, Span<byte> pixels, TilePlace place, byte limit)
    {
        for (var row = 0; row < place.Rows; row++)
        {
            var at = place.Offset + (row * place.Stride);
            var from = average.Slice(at, place.RowBytes);
            var near = frame.Slice(at, place.RowBytes);
            var to = pixels.Slice(at, place.RowBytes);
            var x = 0;
            var limits = Vector128.Create(limit);
            for (; x + Vector128<byte>.Count <= from.Length; x += Vector128<byte>.Count)
            {
                var centre = Vector128.Create(near[x..]);
                var least = Vector128.SubtractSaturate(centre, limits);
                Vector128.Min(Vector128.Max(Rounded(from[x..]), least), Vector128.AddSaturate(centre, limits)).CopyTo(to[x..]);
            }
            for (; x < from.Length; x++)
                to[x] = (byte)Math.Clamp(Rounded(from[x]), near[x] - limit, near[x] + limit);
        }
    }

    /// <summary>The mean square of the difference of two averages over a tile, in levels squared.</summary>
    public static double MeanSquare(ReadOnlySpan<short> average, ReadOnlySpan<short> other, TilePlace place)
    {
        var sum = 0L;
        for (var row = 0; row < place.Rows; row++)
        {
            var a = average.Slice(place.Offset + (row * place.Stride), place.RowBytes);
            var b = other.Slice(place.Offset + (row * place.Stride), place.RowBytes);
            var x = 0;
            var squares = Vector256<int>.Zero; // 12 vectors of a row, each square below 2^24: no overflow
            for (; x + Vector256<short>.Count <= a.Length; x += Vector256<short>.Count)
            {
                var difference = Vector256.Create<short>(a[x..]) - Vector256.Create<short>(b[x..]);
                squares += SquareSums(Vector256.ShiftRightArithmetic(difference, Fraction - DifferenceFraction));
            }
            sum += Sum(squares);
            for (; x < a.Length; x++)
            {
                var difference = (a[x] - b[x]) >> (Fraction - DifferenceFraction);
                sum += difference * difference;
            }
        }
        return sum / (double)(1 << (2 * DifferenceFraction)) / (place.RowBytes * place.Rows);
    }
}
