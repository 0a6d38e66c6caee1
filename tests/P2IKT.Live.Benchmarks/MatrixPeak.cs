using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace P2IKT.Live.Benchmarks;

/// <summary>What the multipliers of all cores give when nothing else limits them: products summed in registers, no memory.</summary>
internal static class MatrixPeak
{
    private const double MeasuredFlops = 1.5e9; // 4 ms of two cores of 2025
    private static readonly int FlopsOfStep = 2 * 12 * (Vector512.IsHardwareAccelerated ? 16 : 8);

    /// <summary>
    /// GFLOP/s of all cores together, single precision; the best of ten. The machine may be slower in the next minute: to be measured
    /// beside what is compared with it.
    /// </summary>
    public static double Measure()
    {
        var measured = 0.0;
        for (var round = 0; round < 10; round++)
        {
            var began = Stopwatch.GetTimestamp();
            Parallel.For(0, Environment.ProcessorCount, _ => Multiply(MeasuredFlops / Environment.ProcessorCount));
            measured = Math.Max(measured, MeasuredFlops / Stopwatch.GetElapsedTime(began).TotalSeconds / 1e9);
        }
        return measured;
    }

    /// <summary>Does so many products and sums on the calling thread.</summary>
    public static void Multiply(double flops) => Multiply(1.0000001f, (int)(flops / FlopsOfStep));

    /// <summary>Twelve sums in flight hide the latency of four cycles on two multipliers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Multiply(float factor, int steps)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            var f = Vector512.Create(factor);
            Vector512<float> a = f, b = f, c = f, d = f, e = f, g = f, h = f, i = f, j = f, k = f, l = f, m = f;
            for (var step = 0; step < steps; step++)
            {
                (a, b, c, d) = (Vector512.FusedMultiplyAdd(a, f, f), Vector512.FusedMultiplyAdd(b, f, f), Vector512.FusedMultiplyAdd(c, f, f), Vector512.FusedMultiplyAdd(d, f, f));
                (e, g, h, i) = (Vector512.FusedMultiplyAdd(e, f, f), Vector512.FusedMultiplyAdd(g, f, f), Vector512.FusedMultiplyAdd(h, f, f), Vector512.FusedMultiplyAdd(i, f, f));
                (j, k, l, m) = (Vector512.FusedMultiplyAdd(j, f, f), Vector512.FusedMultiplyAdd(k, f, f), Vector512.FusedMultiplyAdd(l, f, f), Vector512.FusedMultiplyAdd(m, f, f));
            }
            return Vector512.Sum(a + b + c + d + e + g + h + i + j + k + l + m);
        }
        var v = Vector256.Create(factor);
        Vector256<float> a2 = v, b2 = v, c2 = v, d2 = v, e2 = v, g2 = v, h2 = v, i2 = v, j2 = v, k2 = v, l2 = v, m2 = v;
        for (var step = 0; step < steps; step++)
        {
            (a2, b2, c2, d2) = (Vector256.FusedMultiplyAdd(a2, v, v), Vector256.FusedMultiplyAdd(b2, v, v), Vector256.FusedMultiplyAdd(c2, v, v), Vector256.FusedMultiplyAdd(d2, v, v));
            (e2, g2, h2, i2) = (Vector256.FusedMultiplyAdd(e2, v, v), Vector256.FusedMultiplyAdd(g2, v, v), Vector256.FusedMultiplyAdd(h2, v, v), Vector256.FusedMultiplyAdd(i2, v, v));
            (j2, k2, l2, m2) = (Vector256.FusedMultiplyAdd(j2, v, v), Vector256.FusedMultiplyAdd(k2, v, v), Vector256.FusedMultiplyAdd(l2, v, v), Vector256.FusedMultiplyAdd(m2, v, v));
        }
        return Vector256.Sum(a2 + b2 + c2 + d2 + e2 + g2 + h2 + i2 + j2 + k2 + l2 + m2);
    }
}
