using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Focus.Sweeps;

/// <summary>
/// All in focus from a sweep: of each place the frame in which it was sharpest, blended across places, and the position of the lens at
/// which that was. The lens may be driven or turned by hand, or the frames come from the files of a focus stack.
/// </summary>
/// <remarks>
/// All memory is taken at the start; a frame allocates nothing. The scene must be still: a frame in which it has moved is left out. The
/// field of a frame must have the size that was given. Not thread-safe.
/// </remarks>
public sealed class FocusSweep
{
    private readonly FocusSweepOptions _options;
    private readonly byte[] _composite;
    private readonly float[] _radii, _shares, _scores, _best;
    private readonly SweepSharpness _sharpness;
    private readonly DepthFit _depth;
    private readonly MotionDetector _motion;

    /// <summary>An empty sweep.</summary>
    /// <param name="frame">Size of the frames, in pixels.</param>
    /// <param name="cells">Columns and rows of their blur maps.</param>
    /// <param name="stride">Width and height of a cell, in pixels.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The cells do not cover the frame.</exception>
    public FocusSweep(FrameSize frame, FrameSize cells, int stride, FocusSweepOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan((long)cells.Width * stride, frame.Width, nameof(cells));
        ArgumentOutOfRangeException.ThrowIfLessThan((long)cells.Height * stride, frame.Height, nameof(cells));
        (Frame, Cells, Stride, _options) = (frame, cells, stride, options ?? new());
        _composite = new byte[checked((int)(3 * frame.Pixels))];
        _radii = new float[checked((int)cells.Pixels)];
        (_shares, _scores, _best) = (new float[_radii.Length], new float[_radii.Length], new float[_radii.Length]);
        _sharpness = new SweepSharpness(frame, cells, stride);
        _depth = new DepthFit(_radii.Length, _options);
        _motion = new MotionDetector(frame, _options.MovedShare);
        Reset();
    }

    /// <summary>Size of the frames, in pixels.</summary>
    public FrameSize Frame { get; }

    /// <summary>Columns and rows of the maps.</summary>
    public FrameSize Cells { get; }

    /// <summary>Width and height of a cell, in pixels.</summary>
    public int Stride { get; }

    /// <summary>Frames that were merged.</summary>
    public int Merged { get; private set; }

    /// <summary>Frames that were left out because the scene had moved.</summary>
    public int Moved { get; private set; }

    /// <summary>Share of the cells that have been read with confidence, 0 to 1.</summary>
    public double Coverage { get; private set; }

    /// <summary>The picture: packed BGR, rows without a gap. It changes with the next frame.</summary>
    public ReadOnlySpan<byte> Composite => _composite;

    /// <summary>
    /// The radius of each cell where it was sharpest, in pixels; NaN where none was read with confidence. It changes with the next frame.
    /// </summary>
    public ReadOnlySpan<float> BestRadii => _radii;

    /// <summary>Takes a frame.</summary>
    /// <param name="bgr">Its pixels, packed BGR.</param>
    /// <param name="rowBytes">Bytes from one row to the next, at least three times the width.</param>
    /// <param name="field">Its blur map, of the size given at the start.</param>
    /// <param name="position">
    /// Where the lens stood: <see cref="Lens.LensTracker.Position"/>, the reading of a ring, or the number of the file in its stack.
    /// </param>
    /// <exception cref="ArgumentException">The pixels or the field have another size, or the position is not finite.</exception>
    public SweepFrameResult Add(ReadOnlySpan<byte> bgr, int rowBytes, in FocusField field, double position)
    {
        Check(bgr, rowBytes, field, position);
        if (!field.IsKnown)
            return SweepFrameResult.Unknown;
        if (_motion.HasMoved(bgr, rowBytes))
        {
            Moved++;
            return SweepFrameResult.SceneMoved;
        }
        _sharpness.Measure(bgr, rowBytes, field, _scores);
        Compare(field, position);
        if (Merged++ == 0)
            _shares.AsSpan().Fill(1); // something must be everywhere
        else
            FillUnknown(field);
        CellBlend.Apply(_composite, bgr, rowBytes, Frame, _shares, Cells, Stride);
        return SweepFrameResult.Merged;
    }

    /// <summary>Writes the position of best focus of each cell; NaN where it is not known.</summary>
    /// <param name="positions">As many values as there are cells, in the units of the positions that were given.</param>
    public void CopyBestPositions(Span<float> positions)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(positions.Length, _radii.Length, nameof(positions));
        _depth.CopyTo(positions);
    }

    /// <summary>Begins anew.</summary>
    public void Reset()
    {
        _radii.AsSpan().Fill(float.NaN);
        _composite.AsSpan().Clear();
        _depth.Clear();
        _motion.Clear();
        (Merged, Moved, Coverage) = (0, 0, 0);
    }

    /// <summary>How much of each cell is to be taken: 1 where it is clearly sharper than before, NaN where it cannot be read.</summary>
    private void Compare(in FocusField field, double position)
    {
        var known = 0;
        for (var i = 0; i < _radii.Length; i++)
        {
            var (radius, confidence) = (field.Radii[i], field.Confidences[i]);
            if (!(confidence >= _options.MinConfidence) || !float.IsFinite(radius) || radius < 0)
            {
                _shares[i] = float.NaN;
                known += float.IsNaN(_radii[i]) ? 0 : 1;
                continue;
            }
            known++;
            _depth.Add(i, position, radius, confidence);
            if (float.IsNaN(_radii[i]))
            {
                (_shares[i], _radii[i], _best[i]) = (1, radius, _scores[i]);
                continue;
            }
            var gain = Math.Abs(radius - _radii[i]) > SweepSharpness.Reach
                ? (_radii[i] - radius) / Math.Max(_radii[i], radius)
                : 1 - MathF.Exp((_scores[i] - _best[i]) / SweepSharpness.ScorePerRadius);
            _shares[i] = Math.Clamp(gain / _options.ReplaceAt, 0, 1);
            if (gain > 0)
                (_radii[i], _best[i]) = (radius, _scores[i]);
        }
        Coverage = (double)known / _radii.Length;
    }

    /// <summary>
    /// Cells without texture follow their neighbours: the light that an edge scatters into them leaves them when it gets sharp.
    /// </summary>
    private void FillUnknown(in FocusField field)
    {
        const int reach = 2;
        for (var y = 0; y < Cells.Height; y++)
        {
            for (var x = 0; x < Cells.Width; x++)
            {
                var cell = (y * Cells.Width) + x;
                if (!float.IsNaN(_shares[cell]))
                    continue;
                var (sum, weights) = (0f, 0f);
                for (var v = Math.Max(0, y - reach); v <= Math.Min(Cells.Height - 1, y + reach); v++)
                {
                    for (var u = Math.Max(0, x - reach); u <= Math.Min(Cells.Width - 1, x + reach); u++)
                    {
                        var other = (v * Cells.Width) + u;
                        if (!(field.Confidences[other] >= _options.MinConfidence) || !(_shares[other] >= 0))
                            continue;
                        var weight = field.Confidences[other] / (1 + Math.Abs(u - x) + Math.Abs(v - y));
                        (sum, weights) = (sum + (weight * _shares[other]), weights + weight);
                    }
                }
                _shares[cell] = weights > 0 ? sum / weights : 0; // it feeds no other cell: its confidence is too low
            }
        }
    }

    private void Check(ReadOnlySpan<byte> bgr, int rowBytes, in FocusField field, double position)
    {
        if (rowBytes < 3 * Frame.Width || bgr.Length < ((long)rowBytes * (Frame.Height - 1)) + (3 * Frame.Width))
            throw new ArgumentException($"The pixels are fewer than a frame of {Frame} has.", nameof(bgr));
        if (field.IsKnown
            && (field.Cells != Cells || field.Stride != Stride
                || field.Radii.Length != _radii.Length || field.Confidences.Length != _radii.Length))
            throw new ArgumentException(
                $"The field has {field.Cells} cells of {field.Stride} pixels; the sweep began with {Cells} of {Stride}.", nameof(field));
        if (!double.IsFinite(position))
            throw new ArgumentException("The position of the lens is not a number.", nameof(position));
    }
}
