using P2IKT.Live.Frames;

namespace P2IKT.Live.Focus.Readings;

/// <summary>The blur map of one frame with its confidence, lent for a call.</summary>
/// <param name="radii">Blur radius in pixels of the frame, one value for each cell, row after row; NaN where no network ran.</param>
/// <param name="confidences">How far each radius can be trusted, 0 to 1; as many values.</param>
/// <param name="cells">Columns and rows of the map.</param>
/// <param name="stride">Width and height of a cell in pixels of the frame. The last cells may reach beyond the frame.</param>
/// <param name="frame">Size of the frame, in pixels.</param>
/// <param name="sequence">Number of the frame in its stream.</param>
/// <param name="capturedAt">When it was captured, on the stream's monotonic clock.</param>
public readonly ref struct FocusField(
    ReadOnlySpan<float> radii, ReadOnlySpan<float> confidences, FrameSize cells, int stride, FrameSize frame, long sequence,
    TimeSpan capturedAt)
{
    /// <summary>Blur radius in pixels of the frame, one value for each cell.</summary>
    public ReadOnlySpan<float> Radii { get; } = radii;

    /// <summary>How far each radius can be trusted, 0 to 1.</summary>
    public ReadOnlySpan<float> Confidences { get; } = confidences;

    /// <summary>Columns and rows of the map.</summary>
    public FrameSize Cells { get; } = cells;

    /// <summary>Width and height of a cell in pixels of the frame.</summary>
    public int Stride { get; } = stride;

    /// <summary>Size of the frame, in pixels.</summary>
    public FrameSize Frame { get; } = frame;

    /// <summary>Number of the frame in its stream.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>When it was captured, on the stream's monotonic clock.</summary>
    public TimeSpan CapturedAt { get; } = capturedAt;

    /// <summary>Whether a network has run on the frame.</summary>
    public bool IsKnown => Radii.Length > 0 && !float.IsNaN(Radii[0]);
}
