using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace P2IKT.Live.Deblur.Cpu.Kernels;

/// <summary>Changes of order within registers.</summary>
internal static class Transposition
{
    /// <summary>Transposes 4x4 values in the lower halves of four registers, and 4x4 in the upper ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<float> First, Vector256<float> Second, Vector256<float> Third, Vector256<float> Fourth) OfHalves(
        Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        var (ab, ab2, cd, cd2) = (Avx.UnpackLow(a, b), Avx.UnpackHigh(a, b), Avx.UnpackLow(c, d), Avx.UnpackHigh(c, d));
        return (Avx.Shuffle(ab, cd, 0b01_00_01_00), Avx.Shuffle(ab, cd, 0b11_10_11_10),
            Avx.Shuffle(ab2, cd2, 0b01_00_01_00), Avx.Shuffle(ab2, cd2, 0b11_10_11_10));
    }
}
