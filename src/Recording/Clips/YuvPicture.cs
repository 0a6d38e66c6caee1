using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Clips;

/// <summary>
/// A picture as encoders want it: planar YUV 4:2:0 (I420), BT.709, limited range (ITU-R BT.709-6, section 3: Y 16 to 235, C 16 to
/// 240), made from BGR in one vectorised pass. Half the bytes of BGR go through the pipe, and the encoder's program converts nothing.
/// </summary>
/// <remarks>
/// Chroma sits where H.264 puts it by default (ITU-T H.264, Annex E, chroma_sample_loc_type 0): on the left luma column
/// of each pair, between the two rows. It is the mean of two rows, weighted 1 2 1 across. An odd size repeats its last row or column.
/// For one thread; the buffer is reused.
/// </remarks>
internal sealed class YuvPicture
{
    private const int Bits = 16;
    private const double Kr = 0.2126, Kb = 0.0722, Kg = 1 - Kr - Kb;
    private static readonly Weights Luma = new(Kb * 219 / 255, Kg * 219 / 255, Kr * 219 / 255, 16.5, Bits);
    private static readonly Weights Blue =
        new(0.5 * 224 / 255, -0.5 * Kg / (1 - Kb) * 224 / 255, -0.5 * Kr / (1 - Kb) * 224 / 255, 128.5, Bits + 3);
    private static readonly Weights Red =
        new(-0.5 * Kb / (1 - Kr) * 224 / 255, -0.5 * Kg / (1 - Kr) * 224 / 255, 0.5 * 224 / 255, 128.5, Bits + 3);

    private readonly byte[] _planes;
    private readonly ushort[][] _sums; // of two rows: blue, green, red; one value before the first column, one beyond the last
    private readonly FrameSize _from;

    /// <summary>Makes the buffer for pictures of one size.</summary>
    public YuvPicture(FrameSize size)
    {
        _from = size;
        Size = new FrameSize((size.Width + 1) & ~1, (size.Height + 1) & ~1);
        _planes = GC.AllocateUninitializedArray<byte>(checked((int)(Size.Pixels * 3 / 2)), pinned: true);
        _sums = [new ushort[Size.Width + 2], new ushort[Size.Width + 2], new ushort[Size.Width + 2]];
    }

    /// <summary>Its size: that of the frames, made even.</summary>
    public FrameSize Size { get; }

    /// <summary>The planes, one behind another: Y, Cb, Cr. Valid until the next <see cref="Convert"/>.</summary>
    public ReadOnlySpan<byte> Planes => _planes;

    /// <summary>Fills the planes from packed BGR rows.</summary>
    /// <param name="bgr">A picture of the size that this was made for.</param>
    public void Convert(ReadOnlySpan<byte> bgr)
    {
        var stride = 3 * _from.Width;
        var (width, chroma) = (Size.Width, Size.Width / 2);
        var y = _planes.AsSpan(0, width * Size.Height);
        var u = _planes.AsSpan(y.Length, y.Length / 4);
        var v = _planes.AsSpan(y.Length + u.Length);
        for (var row = 0; row < Size.Height; row += 2)
        {
            var upper = bgr.Slice(row * stride, stride);
            var lower = row + 1 < _from.Height ? bgr.Slice((row + 1) * stride, stride) : upper;
            PairOfRows(upper, lower, y.Slice(row * width, width), y.Slice((row + 1) * width, width));
            Chroma(Blue, u.Slice(row / 2 * chroma, chroma));
            Chroma(Red, v.Slice(row / 2 * chroma, chroma));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // at once: unoptimised, the first frames of a clip take twenty times as long
    private void PairOfRows(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<byte> lumaUpper, Span<byte> lumaLower)
    {
        var x = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; x <= _from.Width - BgrPixels.Step; x += BgrPixels.Step)
            {
                var a = BgrPixels.Split(upper[(3 * x)..]);
                var b = BgrPixels.Split(lower[(3 * x)..]);
                Luma.Bytes(a.B, a.G, a.R).CopyTo(lumaUpper[x..]);
                Luma.Bytes(b.B, b.G, b.R).CopyTo(lumaLower[x..]);
                Sum(_sums[0], x, a.B, b.B);
                Sum(_sums[1], x, a.G, b.G);
                Sum(_sums[2], x, a.R, b.R);
            }
        }
        for (; x < _from.Width; x++)
        {
            var a = upper.Slice(3 * x, 3);
            var b = lower.Slice(3 * x, 3);
            (lumaUpper[x], lumaLower[x]) = (Luma.Byte(a[0], a[1], a[2]), Luma.Byte(b[0], b[1], b[2]));
            for (var c = 0; c < 3; c++)
                _sums[c][x + 1] = (ushort)(a[c] + b[c]);
        }
        for (; x < Size.Width; x++)
            (lumaUpper[x], lumaLower[x]) = (lumaUpper[x - 1], lumaLower[x - 1]);
        foreach (var sums in _sums)
        {
            sums[0] = sums[1];
            sums.AsSpan(_from.Width + 1).Fill(sums[_from.Width]);
        }
    }

    /// <summary>The sum at column x lies at x + 1.</summary>
    private static void Sum(ushort[] sums, int x, Vector128<byte> a, Vector128<byte> b)
    {
        (Vector128.WidenLower(a) + Vector128.WidenLower(b)).CopyTo(sums, x + 1);
        (Vector128.WidenUpper(a) + Vector128.WidenUpper(b)).CopyTo(sums, x + 9);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Chroma(in Weights weights, Span<byte> row)
    {
        var i = 0;
        for (; i <= row.Length - 8; i += 8)
            weights.Eight(Around(_sums[0], i), Around(_sums[1], i), Around(_sums[2], i)).CopyTo(row[i..]);
        for (; i < row.Length; i++)
            row[i] = weights.Byte(AroundOne(_sums[0], i), AroundOne(_sums[1], i), AroundOne(_sums[2], i));
    }

    /// <summary>Eight chroma places: left + 2 middle + right, where a pair of columns is one number of 32 bits.</summary>
    private static Vector256<int> Around(ushort[] sums, int i)
    {
        var before = Vector256.Create(MemoryMarshal.Cast<ushort, uint>(sums.AsSpan(2 * i, 16))); // (left, middle) of each place
        // the right neighbour is the next place's left
        var after = Vector256.Create(MemoryMarshal.Cast<ushort, uint>(sums.AsSpan((2 * i) + 2, 16)));
        var low = Vector256.Create(0xFFFFu);
        return ((before & low) + ((before >> 16) << 1) + (after & low)).AsInt32();
    }

    private static int AroundOne(ushort[] sums, int i) => sums[2 * i] + (2 * sums[(2 * i) + 1]) + sums[(2 * i) + 2];

    /// <summary>One row of the conversion matrix in fixed point, rounding and offset included.</summary>
    private readonly struct Weights(double b, double g, double r, double offset, int bits)
    {
        private readonly int _b = Fixed(b), _g = Fixed(g), _r = Fixed(r), _offset = (int)Math.Round(offset * (1 << bits));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public byte Byte(int blue, int green, int red) => (byte)(((_b * blue) + (_g * green) + (_r * red) + _offset) >> bits);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector128<byte> Bytes(Vector128<byte> blue, Vector128<byte> green, Vector128<byte> red) => Vector128.Narrow(
            Half(Vector128.WidenLower(blue), Vector128.WidenLower(green), Vector128.WidenLower(red)),
            Half(Vector128.WidenUpper(blue), Vector128.WidenUpper(green), Vector128.WidenUpper(red)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector64<byte> Eight(Vector256<int> blue, Vector256<int> green, Vector256<int> red)
        {
            var values = ((_b * blue) + (_g * green) + (_r * red) + Vector256.Create(_offset)) >> bits;
            var shorts = Vector128.Narrow(values.GetLower(), values.GetUpper());
            return Vector128.Narrow(shorts, shorts).GetLower().AsByte();
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Vector128<ushort> Half(Vector128<ushort> blue, Vector128<ushort> green, Vector128<ushort> red)
        {
            var low = (_b * Vector128.WidenLower(blue).AsInt32()) + (_g * Vector128.WidenLower(green).AsInt32()) + (
                _r * Vector128.WidenLower(red).AsInt32()) + Vector128.Create(_offset);
            var high = (_b * Vector128.WidenUpper(blue).AsInt32()) + (_g * Vector128.WidenUpper(green).AsInt32()) + (
                _r * Vector128.WidenUpper(red).AsInt32()) + Vector128.Create(_offset);
            return Vector128.Narrow((low >> bits).AsUInt32(), (high >> bits).AsUInt32());
        }

        private static int Fixed(double weight) => (int)Math.Round(weight * (1 << Bits));
    }
}
