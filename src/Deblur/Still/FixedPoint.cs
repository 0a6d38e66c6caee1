using System.Runtime.Intrinsics;

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
    public static Vector256<short> Scaled(ReadOnlySpan<byte> pixels)
    {
        var bytes = Vector128.Create(pixels);
        return Vector256.ShiftLeft(Vector256.Create(Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes)).AsInt16(), Fraction);
    }

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

    /// <summary>The squares, summed two by two: at most 2 * 4080^2, and of 8 rows of three vectors less than 2^31.</summary>
    public static Vector256<int> SquareSums(Vector256<short> values)
    {
        var (lower, upper) = Vector256.Widen(values);
        return (lower * lower) + (upper * upper);
    }

    public static int Sum(Vector256<short> values)
    {
        var (lower, upper) = Vector256.Widen(values);
        return Vector256.Sum(lower + upper);
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
}
