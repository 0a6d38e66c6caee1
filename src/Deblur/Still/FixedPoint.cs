using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace P2IKT.Live.Deblur.Still;

/// <summary>
/// The numbers of a picture that is averaged over time. An average has <see cref="Fraction"/> bits behind the point, so that its largest
/// value, 255 * 128, is a <see cref="short"/>. A difference has <see cref="DifferenceFraction"/> bits there: 8 of the largest one are a
/// <see cref="short"/>, too.
/// </summary>
internal static class FixedPoint
{
    /// <summary>The average's values for one level of the frame.</summary>
    public const int One = 1 << Fraction;

    public const int Fraction = 7;
    public const int DifferenceFraction = 4;

    /// <summary>16 pixels as values of an average.</summary>
    public static Vector256<short> Scaled(ReadOnlySpan<byte> pixels) => Scaled(Vector128.Create(pixels));

    /// <summary>The same of the pixels from <paramref name="at"/> on; the caller sees to it that they exist.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> Scaled(ref byte pixels, nuint at) => Scaled(Vector128.LoadUnsafe(ref pixels, at));

    /// <summary>A value of an average as a pixel.</summary>
    public static byte Rounded(short average) => (byte)((average + (One / 2)) >> Fraction);

    /// <summary>16 values of an average as pixels.</summary>
    public static Vector128<byte> Rounded(ReadOnlySpan<short> average)
    {
        var half = Vector128.Create((short)(One / 2));
        return Vector128.Narrow(
            Vector128.ShiftRightLogical((Vector128.Create(average) + half).AsUInt16(), Fraction),
            Vector128.ShiftRightLogical((Vector128.Create(average[Vector128<short>.Count..]) + half).AsUInt16(), Fraction));
    }

    /// <summary>The squares, summed two by two: at most 2 * 4080^2, and of 64 vectors less than 2^31.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> SquareSums(Vector256<short> values)
    {
        if (Avx2.IsSupported)
            return Avx2.MultiplyAddAdjacent(values, values);
        var (lower, upper) = Vector256.Widen(values);
        return (lower * lower) + (upper * upper);
    }

    public static int Sum(Vector128<short> values)
    {
        var (lower, upper) = Vector128.Widen(values);
        return Vector128.Sum(lower + upper);
    }

    public static long Sum(Vector256<int> values)
    {
        var (lower, upper) = Vector256.Widen(values);
        return Vector256.Sum(lower + upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Scaled(Vector128<byte> pixels) => Vector256.ShiftLeft(
        Avx2.IsSupported ? Avx2.ConvertToVector256Int16(pixels)
            : Vector256.Create(Vector128.WidenLower(pixels), Vector128.WidenUpper(pixels)).AsInt16(),
        Fraction);
}
