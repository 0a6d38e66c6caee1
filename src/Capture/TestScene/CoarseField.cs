using System.Numerics;
using System.Runtime.CompilerServices;

namespace P2IKT.Live.Capture.TestScene;

/// <summary>
/// Slowly varying values over a part of the canvas, computed on a grid of four units and interpolated: what is smooth anyway
/// need not be computed for each pixel, and the first frame must come at once.
/// </summary>
internal sealed class CoarseField
{
    private const float Step = 4;
    private readonly float _left;
    private readonly float _top;
    private readonly int _columns;
    private readonly int _rows;
    private readonly Vector4[] _values;

    public CoarseField(float left, float top, float right, float bottom, Shader compute)
    {
        (_left, _top) = (left, top);
        _columns = (int)MathF.Ceiling((right - left) / Step) + 2;
        _rows = (int)MathF.Ceiling((bottom - top) / Step) + 2;
        _values = new Vector4[_columns * _rows];
        Parallel.For(0, _rows, row =>
        {
            for (var column = 0; column < _columns; column++)
                _values[(row * _columns) + column] = compute(left + (column * Step), top + (row * Step));
        });
    }

    /// <summary>The values at a place; beyond the field, those of its edge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector4 At(float u, float v)
    {
        var x = Math.Clamp((u - _left) / Step, 0, _columns - 1.001f);
        var y = Math.Clamp((v - _top) / Step, 0, _rows - 1.001f);
        int column = (int)x, row = (int)y;
        var at = (row * _columns) + column;
        var above = Vector4.Lerp(_values[at], _values[at + 1], x - column);
        var below = Vector4.Lerp(_values[at + _columns], _values[at + _columns + 1], x - column);
        return Vector4.Lerp(above, below, y - row);
    }
}
