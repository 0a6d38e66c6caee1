using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Plane = P2IKT.Live.Deblur.Cpu.Memory.Plane;

namespace P2IKT.Live.Deblur.Cpu.Pyramid;

/// <summary>
/// Rows reduced, enlarged and smoothed, vectorised. The geometry is that of models/pyramid.py: cell-centred, borders replicated.
/// </summary>
internal static class RowScaling
{
    /// <summary>Four rows to one of half the width: the binomial 1 3 3 1 in both directions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Down(ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> c, ReadOnlySpan<float> d,
        Span<float> scratch, Span<float> half)
    {
        var n = b.Length;
        var x = 0;
        for (; x <= n - Vector<float>.Count; x += Vector<float>.Count)
            ((Rows.At(a, x) + Rows.At(d, x) + 3 * (Rows.At(b, x) + Rows.At(c, x))) * (1f / 64)).StoreUnsafe(ref scratch[x]);
        for (; x < n; x++)
            scratch[x] = (a[x] + d[x] + 3 * (b[x] + c[x])) * (1f / 64);

        var last = half.Length - 1;
        half[0] = scratch[0] + 3 * (scratch[0] + scratch[1]) + scratch[Math.Min(2, n - 1)];
        ref var s = ref MemoryMarshal.GetReference(scratch);
        var i = 1;
        for (; i + 8 < last; i += 8)
            Vector256.Create(Evens(Sums(ref s, 2 * i)), Evens(Sums(ref s, (2 * i) + 8))).StoreUnsafe(ref half[i]);
        for (; i < last; i++)
        {
            ref var from = ref Unsafe.Add(ref s, 2 * i - 1);
            half[i] = from + 3 * (Unsafe.Add(ref from, 1) + Unsafe.Add(ref from, 2)) + Unsafe.Add(ref from, 3);
        }
        if (last > 0)
            half[last] = scratch[n - 3] + 3 * (scratch[n - 2] + scratch[n - 1]) + scratch[n - 1];
    }

    /// <summary>Enlarges a row by 2, 4 or 8, bilinearly between cell centres; the outer half cells repeat their value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Upsample(ReadOnlySpan<float> cells, int scale, Span<float> row)
    {
        var half = scale / 2;
        row[..half].Fill(cells[0]);
        row[^half..].Fill(cells[^1]);
        var inner = row[half..];
        switch (scale)
        {
            case 8:
                var t8 = Vector256.Create(1f, 3, 5, 7, 9, 11, 13, 15) / 16f;
                for (var i = 0; i + 1 < cells.Length; i++)
                    (Vector256.Create(cells[i]) + t8 * (cells[i + 1] - cells[i])).CopyTo(inner[(8 * i)..]);
                break;
            case 4:
                var t4 = Vector128.Create(1f, 3, 5, 7) / 8f;
                for (var i = 0; i + 1 < cells.Length; i++)
                    (Vector128.Create(cells[i]) + t4 * (cells[i + 1] - cells[i])).CopyTo(inner[(4 * i)..]);
                break;
            case 2:
                Upsample2x(cells, inner);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(scale), scale, "Rows are enlarged by 2, 4 or 8.");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Upsample2x(ReadOnlySpan<float> cells, Span<float> inner)
    {
        var i = 0;
        if (Sse.IsSupported)
        {
            for (; i + 4 < cells.Length; i += 4)
            {
                var a = Vector128.LoadUnsafe(in cells[i]);
                var step = (Vector128.LoadUnsafe(in cells[i + 1]) - a) * 0.25f;
                var near = a + step;
                var far = near + step + step;
                Sse.UnpackLow(near, far).StoreUnsafe(ref inner[2 * i]);
                Sse.UnpackHigh(near, far).StoreUnsafe(ref inner[2 * i + 4]);
            }
        }
        for (; i + 1 < cells.Length; i++)
        {
            var step = (cells[i + 1] - cells[i]) * 0.25f;
            inner[2 * i] = cells[i] + step;
            inner[2 * i + 1] = cells[i] + 3 * step;
        }
    }

    /// <summary>Row y of a plane enlarged by 2, 4 or 8, bilinearly between cell centres.</summary>
    /// <param name="plane">Cells; <paramref name="rows"/> of them from row <paramref name="top"/> are the map.</param>
    /// <param name="y">Row of the enlarged picture.</param>
    /// <param name="scale">2, 4 or 8.</param>
    /// <param name="scratch">A row of the plane's width.</param>
    /// <param name="row">Receives scale times the plane's width.</param>
    /// <param name="top">First row of the map, for a plane that holds several.</param>
    /// <param name="rows">Rows of the map; 0: all of the plane.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Up(Plane plane, int y, int scale, Span<float> scratch, Span<float> row, int top = 0, int rows = 0)
    {
        var last = (rows == 0 ? plane.Height : rows) - 1;
        var at = (y + 0.5f) / scale - 0.5f;
        var above = (int)MathF.Floor(at);
        Rows.Lerp(plane.Row(top + Math.Clamp(above, 0, last)), plane.Row(top + Math.Clamp(above + 1, 0, last)), at - above, scratch);
        Upsample(scratch, scale, row);
    }

    /// <summary>Row y of a plane under the binomial 1 4 6 4 1 in both directions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Smooth5(Plane plane, int y, Span<float> scratch, Span<float> result)
    {
        ReadOnlySpan<float> a = plane.NearestRow(y - 2), b = plane.NearestRow(y - 1), c = plane.Row(y), d = plane.NearestRow(y + 1),
            e = plane.NearestRow(y + 2);
        for (var x = 0; x < scratch.Length; x++)
            scratch[x] = (a[x] + e[x] + 4 * (b[x] + d[x]) + 6 * c[x]) * (1f / 256);
        var last = scratch.Length - 1;
        for (var x = 0; x <= last; x++)
        {
            result[x] = scratch[Math.Max(0, x - 2)] + scratch[Math.Min(last, x + 2)] + 6 * scratch[x]
                + 4 * (scratch[Math.Max(0, x - 1)] + scratch[Math.Min(last, x + 1)]);
        }
    }

    /// <summary>Two rows to one of half the width: the mean of each 2x2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Downsample2x(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> half)
    {
        for (var x = 0; x < half.Length; x++)
            half[x] = (a[2 * x] + a[2 * x + 1] + b[2 * x] + b[2 * x + 1]) * 0.25f;
    }

    /// <summary>1 3 3 1 around each of eight places, of which every second is used: cheaper than gathering the inputs of those.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Sums(ref float row, int x)
    {
        ref var first = ref Unsafe.Add(ref row, x);
        var inner = Vector256.LoadUnsafe(ref first) + Vector256.LoadUnsafe(ref first, 1);
        return Vector256.MultiplyAddEstimate(
            inner, Vector256.Create(3f), Vector256.LoadUnsafe(ref Unsafe.Subtract(ref first, 1)) + Vector256.LoadUnsafe(ref first, 2));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Evens(Vector256<float> values) =>
        Vector256.Shuffle(values, Vector256.Create(0, 2, 4, 6, 0, 2, 4, 6)).GetLower();
}
