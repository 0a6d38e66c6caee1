using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace P2IKT.Live.Deblur.Cpu.Pyramid;

/// <summary>Vectorised arithmetic on rows of floats of the same length.</summary>
internal static class Rows
{
    /// <summary>out = a + t (b - a).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Lerp(ReadOnlySpan<float> a, ReadOnlySpan<float> b, float t, Span<float> result)
    {
        var x = 0;
        for (; x <= result.Length - Vector<float>.Count; x += Vector<float>.Count)
            (At(a, x) + (At(b, x) - At(a, x)) * t).StoreUnsafe(ref result[x]);
        for (; x < result.Length; x++)
            result[x] = a[x] + (b[x] - a[x]) * t;
    }

    /// <summary>sum += linear * band + limited * clip(band), with band = a - b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddBand(ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> linear, ReadOnlySpan<float> limited,
        float limit, Span<float> sum)
    {
        var top = new Vector<float>(limit);
        var x = 0;
        for (; x <= sum.Length - Vector<float>.Count; x += Vector<float>.Count)
        {
            var band = At(a, x) - At(b, x);
            var clipped = Vector.ClampNative(band, -top, top);
            (At(sum, x) + At(linear, x) * band + At(limited, x) * clipped).StoreUnsafe(ref sum[x]);
        }
        for (; x < sum.Length; x++)
        {
            var band = a[x] - b[x];
            sum[x] += linear[x] * band + limited[x] * Math.Clamp(band, -limit, limit);
        }
    }

    /// <summary>result = a - b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> result)
    {
        var x = 0;
        for (; x <= result.Length - Vector<float>.Count; x += Vector<float>.Count)
            (At(a, x) - At(b, x)).StoreUnsafe(ref result[x]);
        for (; x < result.Length; x++)
            result[x] = a[x] - b[x];
    }

    /// <summary>The vertical half of the 1 2 1 binomial in both directions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Binomial3(ReadOnlySpan<float> above, ReadOnlySpan<float> row, ReadOnlySpan<float> below, Span<float> sums)
    {
        var x = 0;
        for (; x <= row.Length - Vector<float>.Count; x += Vector<float>.Count)
            ((At(above, x) + At(below, x) + 2 * At(row, x)) * (1f / 16)).StoreUnsafe(ref sums[x]);
        for (; x < row.Length; x++)
            sums[x] = (above[x] + below[x] + 2 * row[x]) * (1f / 16);
    }

    /// <summary>Eight values from <paramref name="x"/> on; the caller sees to it that they exist.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load8(ReadOnlySpan<float> row, int x) =>
        Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(row), (nuint)x);

    /// <summary>A register of values from <paramref name="x"/> on; the caller sees to it that they exist.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> At(ReadOnlySpan<float> row, int x) =>
        Vector.LoadUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(row), x));
}
