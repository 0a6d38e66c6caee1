using P2IKT.Live.Frames;

namespace P2IKT.Live.Focus.Sweeps;

/// <summary>
/// Whether the scene has moved between frames whose focus changes: defocus spreads light but keeps the mean over a block that is larger
/// than the blur. A change of the exposure is taken out first.
/// </summary>
internal sealed class MotionDetector
{
    private const int Block = 48; // pixels; the largest radius that a network reads is a quarter of it
    private const int Sampling = 3; // every third pixel in either direction is enough for a mean
    private const float MinChange = 10; // of 255
    private const float MinRelativeChange = 0.12f;
    private const float Follow = 0.5f; // of the reference, for slow changes of light

    private readonly FrameSize _frame;
    private readonly double _movedShare;
    private readonly int _columns, _rows;
    private readonly float[] _means, _reference;
    private bool _isFirst = true;

    public MotionDetector(FrameSize frame, double movedShare)
    {
        (_frame, _movedShare) = (frame, movedShare);
        (_columns, _rows) = (Math.Max(1, frame.Width / Block), Math.Max(1, frame.Height / Block));
        _means = new float[_columns * _rows];
        _reference = new float[_means.Length];
    }

    public void Clear() => _isFirst = true;

    public bool HasMoved(ReadOnlySpan<byte> bgr, int rowBytes)
    {
        Measure(bgr, rowBytes);
        if (_isFirst)
        {
            _means.CopyTo(_reference, 0);
            _isFirst = false;
            return false;
        }
        var (sum, before) = (0f, 0f);
        for (var i = 0; i < _means.Length; i++)
            (sum, before) = (sum + _means[i], before + _reference[i]);
        var gain = before > 0 ? Math.Clamp(sum / before, 0.5f, 2) : 1;
        var changed = 0;
        for (var i = 0; i < _means.Length; i++)
        {
            var expected = gain * _reference[i];
            changed += Math.Abs(_means[i] - expected) > Math.Max(MinChange, MinRelativeChange * expected) ? 1 : 0;
        }
        if (changed > _movedShare * _means.Length)
            return true; // the reference stays: a scene that has moved for good must not be merged with what was there before
        for (var i = 0; i < _means.Length; i++)
            _reference[i] += Follow * (_means[i] - _reference[i]);
        return false;
    }

    private void Measure(ReadOnlySpan<byte> bgr, int rowBytes)
    {
        for (var row = 0; row < _rows; row++)
        {
            var (top, bottom) = (row * _frame.Height / _rows, (row + 1) * _frame.Height / _rows);
            for (var column = 0; column < _columns; column++)
            {
                var (left, right) = (column * _frame.Width / _columns, (column + 1) * _frame.Width / _columns);
                var (sum, count) = (0, 0);
                for (var y = top; y < bottom; y += Sampling)
                {
                    var pixels = bgr.Slice((y * rowBytes) + (3 * left), 3 * (right - left));
                    for (var x = 0; x + 2 < pixels.Length; x += 3 * Sampling)
                        (sum, count) = (sum + pixels[x] + (2 * pixels[x + 1]) + pixels[x + 2], count + 4);
                }
                _means[(row * _columns) + column] = (float)sum / Math.Max(1, count);
            }
        }
    }
}
