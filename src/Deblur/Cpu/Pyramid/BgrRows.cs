using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Cpu.Pyramid;

/// <summary>Vectorised conversion between interleaved BGR bytes and rows of floats, sixteen pixels at a time.</summary>
internal static class BgrRows
{
    private const int Step = 16;
    private const float LumaScale = 1f / (256 * 255);

    /// <summary>Luma in [0, 1] of a BGR row, BT.601 in 1/256; what lies beyond the frame repeats its last pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Luma(ReadOnlySpan<byte> bgr, Span<float> luma)
    {
        var pixels = bgr.Length / 3;
        var x = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; x <= pixels - Step; x += Step)
            {
                var (b, g, r) = BgrPixels.Split(bgr[(3 * x)..]);
                // Exact in 16 bits: 256 * 255 at most.
                Store(29 * Vector128.WidenLower(b) + 150 * Vector128.WidenLower(g) + 77 * Vector128.WidenLower(r), luma[x..], LumaScale);
                var upper = 29 * Vector128.WidenUpper(b) + 150 * Vector128.WidenUpper(g) + 77 * Vector128.WidenUpper(r);
                Store(upper, luma[(x + 8)..], LumaScale);
            }
        }
        for (; x < pixels; x++)
            luma[x] = (29 * bgr[3 * x] + 150 * bgr[3 * x + 1] + 77 * bgr[3 * x + 2]) * LumaScale;
        luma[pixels..].Fill(luma[pixels - 1]);
    }

    /// <summary>sharp = blurry + residual of luma, the same for the three colours, rounded and clamped to bytes.</summary>
    /// <param name="bgr">The blurry row.</param>
    /// <param name="residual">In units of the full scale.</param>
    /// <param name="sharp">Receives the row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddResidual(ReadOnlySpan<byte> bgr, ReadOnlySpan<float> residual, Span<byte> sharp)
    {
        var pixels = bgr.Length / 3;
        var x = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; x <= pixels - Step; x += Step)
            {
                // A byte plus a rounded residual is a saturated addition of its positive part and subtraction of its negative.
                var (more, less) = Parts(residual[x..]);
                Add(bgr, sharp, 3 * x, more, less, Vector128.Create((byte)0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5));
                Add(bgr, sharp, 3 * x + 16, more, less, Vector128.Create((byte)5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10));
                Add(bgr, sharp, 3 * x + 32, more, less,
                    Vector128.Create((byte)10, 11, 11, 11, 12, 12, 12, 13, 13, 13, 14, 14, 14, 15, 15, 15));
            }
        }
        for (; x < pixels; x++)
        {
            var r = (int)MathF.Round(residual[x] * 255);
            for (var c = 3 * x; c < 3 * x + 3; c++)
                sharp[c] = (byte)Math.Clamp(bgr[c] + r, 0, 255);
        }
    }

    /// <summary>The three colours of a BGR row in [0, 1]; what lies beyond the frame repeats its last pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Split(ReadOnlySpan<byte> bgr, Span<float> blue, Span<float> green, Span<float> red)
    {
        var pixels = bgr.Length / 3;
        var x = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; x <= pixels - Step; x += Step)
            {
                var (b, g, r) = BgrPixels.Split(bgr[(3 * x)..]);
                Store(b, blue[x..]);
                Store(g, green[x..]);
                Store(r, red[x..]);
            }
        }
        for (; x < pixels; x++)
            (blue[x], green[x], red[x]) = (bgr[3 * x] / 255f, bgr[(3 * x) + 1] / 255f, bgr[(3 * x) + 2] / 255f);
        blue[pixels..].Fill(blue[pixels - 1]);
        green[pixels..].Fill(green[pixels - 1]);
        red[pixels..].Fill(red[pixels - 1]);
    }

    /// <summary>sharp = blurry + residual, a residual for each colour, rounded and clamped to bytes.</summary>
    /// <param name="bgr">The blurry row.</param>
    /// <param name="blue">In units of the full scale; likewise the others.</param>
    /// <param name="green">The second colour's.</param>
    /// <param name="red">The third colour's.</param>
    /// <param name="sharp">Receives the row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddResiduals(
        ReadOnlySpan<byte> bgr, ReadOnlySpan<float> blue, ReadOnlySpan<float> green, ReadOnlySpan<float> red, Span<byte> sharp)
    {
        var pixels = bgr.Length / 3;
        var x = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; x <= pixels - Step; x += Step)
            {
                var (moreBlue, lessBlue) = Parts(blue[x..]);
                var (moreGreen, lessGreen) = Parts(green[x..]);
                var (moreRed, lessRed) = Parts(red[x..]);
                for (var third = 0; third < 3; third++)
                {
                    var at = (3 * x) + (16 * third);
                    Vector128.SubtractSaturate(
                        Vector128.AddSaturate(Vector128.Create(bgr[at..]), BgrPixels.Join(moreBlue, moreGreen, moreRed, third)),
                        BgrPixels.Join(lessBlue, lessGreen, lessRed, third)).CopyTo(sharp[at..]);
                }
            }
        }
        for (; x < pixels; x++)
        {
            sharp[3 * x] = Sum(bgr[3 * x], blue[x]);
            sharp[(3 * x) + 1] = Sum(bgr[(3 * x) + 1], green[x]);
            sharp[(3 * x) + 2] = Sum(bgr[(3 * x) + 2], red[x]);
        }

        static byte Sum(byte value, float residual) => (byte)Math.Clamp(value + (int)MathF.Round(residual * 255), 0, 255);
    }

    /// <summary>Sixteen bytes in [0, 1].</summary>
    private static void Store(Vector128<byte> values, Span<float> row)
    {
        if (Avx2.IsSupported)
        {
            var upper = Vector128.Shuffle(values.AsUInt64(), Vector128.Create(1UL, 1)).AsByte();
            (Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(values)) * (1f / 255)).CopyTo(row);
            (Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(upper)) * (1f / 255)).CopyTo(row[8..]);
            return;
        }
        Store(Vector128.WidenLower(values), row, 1f / 255);
        Store(Vector128.WidenUpper(values), row[8..], 1f / 255);
    }

    /// <summary>The positive and the negative part of sixteen residuals, in grey levels.</summary>
    private static (Vector128<byte> More, Vector128<byte> Less) Parts(ReadOnlySpan<float> residual)
    {
        if (Avx2.IsSupported)
        {
            // The conversion rounds half to even; packing saturates, and takes the halves of both in turns.
            var packed = Avx2.PackSignedSaturate(Levels(residual), Levels(residual[8..])).AsUInt64();
            var values = Avx2.Permute4x64(packed, 0b11_01_10_00).AsInt16();
            var (first, second) = (values.GetLower(), values.GetUpper());
            return (Sse2.PackUnsignedSaturate(first, second), Sse2.PackUnsignedSaturate(-first, -second));
        }
        var (low, high) = (Rounded(residual), Rounded(residual[8..]));
        var zero = Vector128<short>.Zero;
        return (Vector128.Narrow(Vector128.Max(low, zero).AsUInt16(), Vector128.Max(high, zero).AsUInt16()),
            Vector128.Narrow(Vector128.Max(-low, zero).AsUInt16(), Vector128.Max(-high, zero).AsUInt16()));
    }

    private static void Store(Vector128<ushort> values, Span<float> row, float scale)
    {
        if (Avx2.IsSupported)
        {
            (Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(values)) * scale).CopyTo(row);
            return;
        }
        (Vector128.ConvertToSingle(Vector128.WidenLower(values).AsInt32()) * scale).CopyTo(row);
        (Vector128.ConvertToSingle(Vector128.WidenUpper(values).AsInt32()) * scale).CopyTo(row[4..]);
    }

    /// <summary>Eight residuals in grey levels, rounded half to even like the graph, limited to the range of a byte.</summary>
    private static Vector256<int> Levels(ReadOnlySpan<float> residual)
    {
        var scale = Vector256.Create(255f);
        return Avx.ConvertToVector256Int32(Vector256.ClampNative(Vector256.Create(residual) * scale, -scale, scale));
    }

    /// <summary>Eight residuals in grey levels, rounded half to even like the graph, limited to the range of a byte.</summary>
    private static Vector128<short> Rounded(ReadOnlySpan<float> residual)
    {
        var scale = Vector128.Create(255f);
        var low = Vector128.ClampNative(Vector128.Create(residual) * scale, -scale, scale);
        var high = Vector128.ClampNative(Vector128.Create(residual[4..]) * scale, -scale, scale);
        return Vector128.Narrow(
            Vector128.ConvertToInt32Native(Vector128.Round(low)), Vector128.ConvertToInt32Native(Vector128.Round(high)));
    }

    private static void Add(
        ReadOnlySpan<byte> bgr, Span<byte> sharp, int at, Vector128<byte> more, Vector128<byte> less, Vector128<byte> spread) =>
        Vector128.SubtractSaturate(
            Vector128.AddSaturate(Vector128.Create(bgr[at..]), Vector128.Shuffle(more, spread)),
            Vector128.Shuffle(less, spread)).CopyTo(sharp[at..]);
}
