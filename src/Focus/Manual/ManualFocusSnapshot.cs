using P2IKT.Live.Focus.Readings;

namespace P2IKT.Live.Focus.Manual;

/// <summary>
/// The signed defocus of all focus points on one frame. Mutable, so that one object serves frame after frame; owned by its creator.
/// </summary>
public sealed class ManualFocusSnapshot
{
    private readonly PointDefocus[] _points = new PointDefocus[FocusPoint.Max];
    private int _count;

    /// <summary>Number of the frame; -1 before any.</summary>
    public long Sequence { get; private set; } = -1;

    /// <summary>
    /// Whether anything can be read: <see cref="ManualFocusStatus.Readable"/> where it is of two points at least; else the first reason of
    /// those of the points.
    /// </summary>
    public ManualFocusStatus Status { get; private set; } = ManualFocusStatus.SinglePoint;

    /// <summary>
    /// Position of the ring in pixels of blur radius, larger where the focus is farther; comparable while the points stay. NaN while it
    /// cannot be read.
    /// </summary>
    public double Ring { get; private set; } = double.NaN;

    /// <summary>Of the two ends of the depth, whether the one higher in the picture counts as the nearer one.</summary>
    public bool IsFlipped { get; private set; }

    /// <summary>One for each focus point, in the order of their numbers.</summary>
    public ReadOnlySpan<PointDefocus> Points => _points.AsSpan(0, _count);

    /// <summary>Copies another snapshot into this one.</summary>
    public void CopyFrom(ManualFocusSnapshot other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Begin(other.Sequence, other.IsFlipped);
        foreach (var point in other.Points)
            Add(point);
        (Status, Ring) = (other.Status, other.Ring);
    }

    internal void Begin(long sequence, bool isFlipped) => (Sequence, _count, IsFlipped) = (sequence, 0, isFlipped);

    internal void Add(PointDefocus point) => _points[_count++] = point;

    internal void End(ManualFocusStatus status, double ring) => (Status, Ring) = (status, ring);
}
