using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Overlays;

/// <summary>
/// A blur map at every pixel, row by row: the cubic B-spline through the centres of cells, as <c>radiusAt</c> in the page's shader. Used by
/// one thread; its buffers are reused from frame to frame.
/// </summary>
internal sealed class FocusRows
{
    private const int Margin = 2; // cells beyond either edge that the spline reads: copies of the cell at the edge
    private FocusMap _map;
    private FrameSize _size;
    private int _pad; // pixels of the first group that lie left of the picture
    private float[] _weights = []; // four for each pixel of a group: [tap * stride + pixel]
    private float[] _cells = [];
    private float[] _even = [];
    private float[] _odd = [];
    private int _padded;
    private int _evenRow;
    private int _oddRow;

    /// <summary>Starts on a frame.</summary>
    /// <param name="map">Its blur map.</param>
    /// <param name="size">Size of the picture.</param>
    public void Begin(FocusMap map, FrameSize size)
    {
        if (map.Stride != _map.Stride || size != _size)
            Resize(map, size);
        (_map, _size) = (map, size);
        _evenRow = _oddRow = -1;
    }

    /// <summary>
    /// Blur radii in pixels at the centres of a row's pixels, and beyond the row up to a multiple of eight. Valid until the second row
    /// after it is asked for.
    /// </summary>
    public ReadOnlySpan<float> Radii(int row)
    {
        ref var kept = ref (row % 2 == 0 ? ref _evenRow : ref _oddRow);
        var buffer = row % 2 == 0 ? _even : _odd;
        if (kept != row)
        {
            kept = row;
            Combine(row, _map.Radii.Values);
            Expand(buffer);
        }
        return buffer.AsSpan(_pad, _padded);
    }

    private void Resize(FocusMap map, FrameSize size)
    {
        var stride = map.Stride;
        _pad = stride - (stride / 2);
        _weights = new float[4 * stride];
        for (var i = 0; i < stride; i++)
        {
            var t = (i + (stride % 2 == 0 ? 0.5 : 0)) / stride;
            SplineWeights(t, out var first, out var second, out var third, out var fourth);
            (_weights[i], _weights[stride + i], _weights[(2 * stride) + i], _weights[(3 * stride) + i]) = (first, second, third, fourth);
        }
        _cells = new float[map.Radii.Size.Width + (2 * Margin)];
        _padded = OverlayVectors.Padded(size.Width);
        _even = new float[_pad + _padded + stride];
        _odd = new float[_even.Length];
    }

    // The spline along the columns: one value for each cell of a row.
    private void Combine(int row, ReadOnlySpan<float> cells)
    {
        var (width, height) = (_map.Radii.Size.Width, _map.Radii.Size.Height);
        var at = ((row + 0.5) / _map.Stride) - 0.5;
        var first = (int)Math.Floor(at);
        SplineWeights(at - first, out var w0, out var w1, out var w2, out var w3);
        var target = _cells.AsSpan(Margin, width);
        TensorPrimitives.Multiply(Row(cells, first - 1), w0, target);
        TensorPrimitives.MultiplyAdd(Row(cells, first), w1, target, target);
        TensorPrimitives.MultiplyAdd(Row(cells, first + 1), w2, target, target);
        TensorPrimitives.MultiplyAdd(Row(cells, first + 2), w3, target, target);
        _cells.AsSpan(0, Margin).Fill(target[0]);
        _cells.AsSpan(Margin + width).Fill(target[^1]);

        ReadOnlySpan<float> Row(ReadOnlySpan<float> values, int index) => values.Slice(Math.Clamp(index, 0, height - 1) * width, width);
    }

    // The spline along a row. A group is the pixels between the centres of two cells.
    private void Expand(float[] target)
    {
        if (_map.Stride == Vector256<float>.Count)
            ExpandByVectors(target);
        else
            ExpandByPixels(target);
    }

    private void ExpandByVectors(float[] target)
    {
        ref var first = ref MemoryMarshal.GetArrayDataReference(target);
        var (w0, w1) = (Vector256.Create(_weights, 0), Vector256.Create(_weights, 8));
        var (w2, w3) = (Vector256.Create(_weights, 16), Vector256.Create(_weights, 24));
        for (var (group, x) = (0, 0); x - _pad < _size.Width; group++, x += Vector256<float>.Count)
        {
            var sum = w0 * _cells[group];
            sum = Vector256.MultiplyAddEstimate(w1, Vector256.Create(_cells[group + 1]), sum);
            sum = Vector256.MultiplyAddEstimate(w2, Vector256.Create(_cells[group + 2]), sum);
            Vector256.MultiplyAddEstimate(w3, Vector256.Create(_cells[group + 3]), sum).StoreUnsafe(ref first, (nuint)x);
        }
    }

    private void ExpandByPixels(float[] target)
    {
        var stride = _map.Stride;
        for (var (group, x) = (0, 0); x - _pad < _size.Width; group++, x += stride)
        {
            for (var i = 0; i < stride; i++)
            {
                target[x + i] = (_weights[i] * _cells[group]) + (_weights[stride + i] * _cells[group + 1])
                    + (_weights[(2 * stride) + i] * _cells[group + 2]) + (_weights[(3 * stride) + i] * _cells[group + 3]);
            }
        }
    }

    private static void SplineWeights(double t, out float first, out float second, out float third, out float fourth)
    {
        first = (float)((1 - t) * (1 - t) * (1 - t) / 6);
        second = (float)((4 - (6 * t * t) + (3 * t * t * t)) / 6);
        fourth = (float)(t * t * t / 6);
        third = 1 - first - second - fourth;
    }
}
