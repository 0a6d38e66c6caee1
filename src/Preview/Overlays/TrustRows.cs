using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Overlays;

/// <summary>
/// How much of an overlay is drawn at every pixel, row by row: nothing where the confidence is below <see cref="From"/>, all above
/// <see cref="To"/>. The same as <c>trustAt</c> in the page's shader. Used by one thread; its buffers are reused from frame to frame.
/// </summary>
internal sealed class TrustRows
{
    /// <summary>Confidence up to which nothing is drawn: as for readings, there is nothing to read a radius from.</summary>
    public const float From = 0.25f;

    /// <summary>Confidence from which on an overlay is drawn in full.</summary>
    public const float To = 0.5f;

    private FocusMap _map;
    private float[] _cells = [];
    private float[] _row = [];
    private int _width;
    private int _padded;
    private int _pad;
    private bool _full;

    /// <summary>Starts on a frame.</summary>
    /// <param name="map">Its blur map and confidence.</param>
    /// <param name="size">Size of the picture.</param>
    public void Begin(FocusMap map, FrameSize size)
    {
        _map = map;
        _width = size.Width;
        _pad = map.Stride - (map.Stride / 2);
        _padded = OverlayVectors.Padded(size.Width);
        if (_row.Length != _pad + _padded + map.Stride)
            _row = new float[_pad + _padded + map.Stride];
        if (_cells.Length != map.Confidences.Size.Width + 2)
            _cells = new float[map.Confidences.Size.Width + 2];
        _full = TensorPrimitives.Min(map.Confidences.Values) >= To;
        if (_full)
            _row.AsSpan().Fill(1);
    }

    /// <summary>Shares of a row's pixels, 0 to 1, and beyond the row up to a multiple of eight. Valid until the next call.</summary>
    public ReadOnlySpan<float> Row(int row)
    {
        if (!_full)
        {
            Combine(row);
            Expand();
            OverlayVectors.SmoothStep(From, To, _row.AsSpan(_pad, _padded));
        }
        return _row.AsSpan(_pad, _padded);
    }

    private void Combine(int row)
    {
        var (width, height) = (_map.Confidences.Size.Width, _map.Confidences.Size.Height);
        var values = _map.Confidences.Values;
        var at = Math.Clamp(((row + 0.5f) / _map.Stride) - 0.5f, 0, height - 1);
        var upper = (int)at;
        var lower = Math.Min(upper + 1, height - 1);
        var target = _cells.AsSpan(1, width);
        TensorPrimitives.Lerp(values.Slice(upper * width, width), values.Slice(lower * width, width), at - upper, target);
        (_cells[0], _cells[^1]) = (target[0], target[^1]);
    }

    // A group is the pixels between the centres of two cells; the first begins left of the picture.
    private void Expand()
    {
        var stride = _map.Stride;
        var first = stride % 2 == 0 ? 0.5f / stride : 0;
        for (var (group, x) = (0, 0); x - _pad < _width; group++, x += stride)
        {
            var (from, slope) = (_cells[group], (_cells[group + 1] - _cells[group]) / stride);
            from += first * (_cells[group + 1] - _cells[group]);
            if (stride == Vector256<float>.Count)
                (Vector256.Create(from) + (Vector256<float>.Indices * slope)).StoreUnsafe(
                    ref MemoryMarshal.GetArrayDataReference(_row), (nuint)x);
            else
                for (var i = 0; i < stride; i++)
                    _row[x + i] = from + (i * slope);
        }
    }
}
