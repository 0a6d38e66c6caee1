using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace P2IKT.Live.Capture.StudioScene;

/// <summary>
/// One depth of the scene, ready to be blurred to any radius at the cost of a few loads per pixel and kernel row: each row is
/// kept as its running sum, so that any chord of a disc is a difference of two values.
/// </summary>
/// <remarks>
/// The sums are fixed-point and wrap: their differences over a chord are exact none the less, where floats would leave streaks
/// behind every bright lamp.
/// </remarks>
internal sealed class SceneLayer
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
    private readonly Vector128<int>[] _sums;
    private readonly Func<float, float> _inverseDepth;

    /// <summary>Takes over what a surface shows; the inverse depth is that of a row (v).</summary>
    public SceneLayer(Canvas canvas, Surface surface, Func<float, float> inverseDepth)
    {
        (_canvas, _left, _top, _width, _height) = (canvas, surface.Left, surface.Top, surface.Width, surface.Height);
        _inverseDepth = inverseDepth;
        _pad = canvas.Margin + 2; // so that no chord leaves its row: before it sums are 0, after it they stay
        _stride = _width + (2 * _pad);
        _sums = new Vector128<int>[_stride * _height];
        Parallel.For(0, _height, y =>
        {
            var sum = Vector128<int>.Zero;
            var row = _sums.AsSpan(y * _stride, _stride);
            for (var x = 0; x < _width; x++)
            {
                row[_pad + x] = sum;
                var pixel = Vector4.Clamp(surface.Pixels[(y * _width) + x], Vector4.Zero, new Vector4(Brightest)) * FixedPoint;
                sum += Vector128.ConvertToInt32(pixel.AsVector128());
            }
            row[(_pad + _width)..].Fill(sum);
        });
    }

    /// <summary>Coverage of the sharp layer at a pixel of the frame, and its inverse depth there.</summary>
    public bool Covers(int x, int y, out float inverseDepth)
    {
        inverseDepth = _inverseDepth(_canvas.V(y));
        int column = x - _left, row = y - _top;
        if ((uint)column >= (uint)_width || (uint)row >= (uint)_height)
            return false;
        var at = (row * _stride) + _pad + column;
        return _sums[at + 1][3] - _sums[at][3] >= FixedPoint / 2;
    }

    /// <summary>Blurs the layer for a focus distance and lays it over <paramref name="frame"/>, a linear picture of the canvas's size.</summary>
    public void RenderOver(Vector4[] frame, float focus)
    {
        var size = _canvas.Size;
        int x0 = Math.Max(0, _left), x1 = Math.Min(size.Width, _left + _width);
        int y0 = Math.Max(0, _top), y1 = Math.Min(size.Height, _top + _height);
        if (x0 >= x1 || y0 >= y1)
            return;
        var kernel = new DiscKernel(_canvas.Margin);
        var row = new Vector128<float>[x1 - x0];
        for (var y = y0; y < y1; y++)
        {
            kernel.Become(_canvas.Scale * ThinLens.Radius(_inverseDepth(_canvas.V(y)), focus));
            Array.Clear(row);
            for (var k = -kernel.Rows; k <= kernel.Rows; k++)
            {
                var source = Math.Clamp(y - _top + k, 0, _height - 1); // only rows beyond the margin are ever clamped
                AddChords(row, _sums.AsSpan(source * _stride, _stride), _pad + x0 - _left, kernel.HalfChord(k));
            }
            var weight = Vector128.Create(kernel.Weight / FixedPoint);
            var target = MemoryMarshal.Cast<Vector4, Vector128<float>>(frame.AsSpan((y * size.Width) + x0, x1 - x0));
            for (var x = 0; x < row.Length; x++)
            {
                var top = row[x] * weight;
                target[x] = top + (target[x] * Vector128.Create(1 - Math.Min(top[3], 1)));
            }
        }
    }

    /// <summary>Adds to each pixel the sum over its chord: the whole pixels, and a share of the one beyond at either end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddChords(Span<Vector128<float>> row, ReadOnlySpan<Vector128<int>> sums, int first, float halfChord)
    {
        ref var result = ref MemoryMarshal.GetReference(row);
        ref var sum = ref MemoryMarshal.GetReference(sums);
        var reach = halfChord < 0.5f ? -1 : (int)(halfChord - 0.5f);
        var share = reach < 0 ? 2 * halfChord : halfChord - 0.5f - reach;
        var shares = Vector128.Create(share);
        for (var x = 0; x < row.Length; x++)
        {
            var at = first + x;
            var inner = Unsafe.Add(ref sum, at + reach + 1) - Unsafe.Add(ref sum, at - reach);
            var outer = Unsafe.Add(ref sum, at + reach + 2) - Unsafe.Add(ref sum, at - reach - 1);
            if (reach < 0)
                inner = Vector128<int>.Zero;
            ref var into = ref Unsafe.Add(ref result, x);
            var whole = Vector128.ConvertToSingle(inner);
            into += whole + (shares * (Vector128.ConvertToSingle(outer) - whole));
        }
    }
}
