using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using P2IKT.Live.Frames.Memory;

namespace P2IKT.Live.Capture.TestScene;

/// <summary>
/// One depth of the scene, ready to be blurred to any radius at the cost of a few loads per pixel and kernel row: each row is
/// kept as its running sum, so that any chord of a disc is a difference of two values.
/// </summary>
/// <remarks>
/// The sums are fixed-point and wrap: their differences over a chord are exact none the less, where floats would leave streaks
/// behind every bright lamp. Owns native memory; one thread at a time may render.
/// </remarks>
internal sealed class SceneLayer : IDisposable
{
    private const float FixedPoint = 1 << 18;
    private const float Brightest = 60; // keeps a chord of 130 pixels within 31 bits
    private readonly Canvas _canvas;
    private readonly int _left;
    private readonly int _top;
    private readonly int _width;
    private readonly int _height;
    private readonly int _pad;
    private readonly int _stride;
    private readonly NativeArray<Vector128<int>> _sums;
    private readonly (int From, int To)[] _rendered; // columns of each row of sums, outside of which nothing is painted
    private readonly Func<float, float> _inverseDepth;
    private DiscKernel _kernel;

    /// <summary>Takes over what a surface shows, and disposes it; the inverse depth is that of a row (v).</summary>
    public SceneLayer(Canvas canvas, Surface surface, Func<float, float> inverseDepth)
    {
        (_canvas, _left, _top, _width, _height) = (canvas, surface.Left, surface.Top, surface.Width, surface.Height);
        _inverseDepth = inverseDepth;
        _kernel = new DiscKernel(canvas.Margin);
        _pad = canvas.Margin + 2; // so that no chord leaves its row: before it sums are 0, after it they stay
        _stride = _width + (2 * _pad);
        _sums = new NativeArray<Vector128<int>>(_stride * _height);
        _rendered = new (int, int)[_height];
        Parallel.For(0, _height, y =>
        {
            var sum = Vector128<int>.Zero;
            var row = SumsOf(y);
            var pixels = surface.Pixels.Slice(y * _width, _width);
            var (from, to) = (_stride, 0);
            for (var x = 0; x < _width; x++)
            {
                row[_pad + x] = sum;
                var pixel = Vector128.ConvertToInt32(
                    (Vector4.Clamp(pixels[x], Vector4.Zero, new Vector4(Brightest)) * FixedPoint).AsVector128());
                if (pixel != Vector128<int>.Zero)
                    (from, to) = (Math.Min(from, _pad + x), _pad + x + 1);
                sum += pixel;
            }
            row[(_pad + _width)..].Fill(sum);
            _rendered[y] = (from, to);
        });
        surface.Dispose();
    }

    /// <summary>Coverage of the sharp layer at a pixel of the frame, and its inverse depth there.</summary>
    public bool Covers(int x, int y, out float inverseDepth)
    {
        inverseDepth = _inverseDepth(_canvas.V(y));
        int column = x - _left, row = y - _top;
        if ((uint)column >= (uint)_width || (uint)row >= (uint)_height)
            return false;
        var sums = SumsOf(row);
        return sums[_pad + column + 1][3] - sums[_pad + column][3] >= FixedPoint / 2;
    }

    /// <summary>Blurs the layer for a focus distance and lays it over a part of the picture.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void RenderOver(SceneTile tile, float focus)
    {
        int x0 = Math.Max(tile.Left, _left), x1 = Math.Min(tile.Right, _left + _width);
        int y0 = Math.Max(tile.Top, _top), y1 = Math.Min(tile.Bottom, _top + _height);
        if (x0 >= x1 || y0 >= y1)
            return;
        var row = (stackalloc Vector128<float>[SceneTile.MaxWidth])[..(x1 - x0)];
        for (var y = y0; y < y1; y++)
        {
            _kernel.SetRadius(_canvas.Scale * ThinLens.Radius(_inverseDepth(_canvas.V(y)), focus, _canvas.Aperture));
            row.Clear();
            var painted = false;
            for (var k = -_kernel.Rows; k <= _kernel.Rows; k++)
            {
                var source = Math.Clamp(y - _top + k, 0, _height - 1); // only rows beyond the margin are ever clamped
                painted |= AddChords(row, SumsOf(source), _rendered[source], _pad + x0 - _left, _kernel.HalfChord(k));
            }
            if (painted)
                LayOver(tile.Row(y)[(x0 - tile.Left)..], row, _kernel.Weight / FixedPoint);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sums.Dispose();

    private Span<Vector128<int>> SumsOf(int row) => _sums.Values.Slice(row * _stride, _stride);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LayOver(Span<Vector128<float>> below, ReadOnlySpan<Vector128<float>> row, float weight)
    {
        for (var x = 0; x < row.Length; x++)
        {
            var top = row[x] * weight;
            var coverage = Vector128.Min(Vector128.Shuffle(top, Vector128.Create(3, 3, 3, 3)), Vector128<float>.One);
            below[x] = top + (below[x] * (Vector128<float>.One - coverage));
        }
    }

    /// <summary>
    /// Adds to each pixel the sum over its chord: the whole pixels, and a share of the one beyond at either end. Pixels whose chord
    /// meets nothing that is painted are left out.
    /// </summary>
    /// <returns>Whether there were others.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool AddChords(
        Span<Vector128<float>> row, ReadOnlySpan<Vector128<int>> sums, (int From, int To) shown, int first, float halfChord)
    {
        var reach = halfChord < 0.5f ? -1 : (int)(halfChord - 0.5f);
        var share = reach < 0 ? 2 * halfChord : halfChord - 0.5f - reach;
        int begin = Math.Max(0, shown.From - first - reach - 1), end = Math.Min(row.Length, shown.To - first + reach + 1);
        if (begin >= end)
            return false;

        // From here on in single values, four a pixel: what the chord of the first of them begins and ends with.
        const int Pixel = 4;
        ref var inner = ref Unsafe.As<Vector128<int>,
            int>(ref Unsafe.Add(ref MemoryMarshal.GetReference(sums), first + begin - Math.Max(reach, 0)));
        var innerEnd = reach < 0 ? 0 : (nuint)((2 * reach) + 1) * Pixel; // a chord within its pixel has no whole one
        ref var outer = ref Unsafe.As<Vector128<int>, int>(ref Unsafe.Add(ref MemoryMarshal.GetReference(sums), first + begin - reach - 1));
        var outerEnd = (nuint)((2 * reach) + 3) * Pixel;
        ref var into = ref Unsafe.As<Vector128<float>, float>(ref Unsafe.Add(ref MemoryMarshal.GetReference(row), begin));
        var (at, count) = ((nuint)0, (nuint)(end - begin) * Pixel);
        if (Vector512.IsHardwareAccelerated)
        {
            for (; at + 16 <= count; at += 16)
            {
                var whole = Vector512.ConvertToSingle(Vector512.LoadUnsafe(ref inner, at + innerEnd) - Vector512.LoadUnsafe(ref inner, at));
                var more = Vector512.ConvertToSingle(Vector512.LoadUnsafe(ref outer, at + outerEnd) - Vector512.LoadUnsafe(ref outer, at));
                (Vector512.LoadUnsafe(ref into, at) + (whole + (Vector512.Create(share) * (more - whole)))).StoreUnsafe(ref into, at);
            }
        }
        if (Vector256.IsHardwareAccelerated)
        {
            for (; at + 8 <= count; at += 8)
            {
                var whole = Vector256.ConvertToSingle(Vector256.LoadUnsafe(ref inner, at + innerEnd) - Vector256.LoadUnsafe(ref inner, at));
                var more = Vector256.ConvertToSingle(Vector256.LoadUnsafe(ref outer, at + outerEnd) - Vector256.LoadUnsafe(ref outer, at));
                (Vector256.LoadUnsafe(ref into, at) + (whole + (Vector256.Create(share) * (more - whole)))).StoreUnsafe(ref into, at);
            }
        }
        for (; at < count; at += Pixel)
        {
            var whole = Vector128.ConvertToSingle(Vector128.LoadUnsafe(ref inner, at + innerEnd) - Vector128.LoadUnsafe(ref inner, at));
            var more = Vector128.ConvertToSingle(Vector128.LoadUnsafe(ref outer, at + outerEnd) - Vector128.LoadUnsafe(ref outer, at));
            (Vector128.LoadUnsafe(ref into, at) + (whole + (Vector128.Create(share) * (more - whole)))).StoreUnsafe(ref into, at);
        }
        return true;
    }
}
