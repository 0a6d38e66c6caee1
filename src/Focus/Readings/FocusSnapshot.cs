namespace P2IKT.Live.Focus.Readings;

/// <summary>The readings of one frame. Mutable, so that one object serves frame after frame; owned by whoever made it.</summary>
public sealed class FocusSnapshot
{
    private readonly FocusReading[] _readings = new FocusReading[FocusPoint.Max];
    private int _count;

    /// <summary>Number of the frame; -1 before any.</summary>
    public long Sequence { get; private set; } = -1;

    /// <summary>Share of the confident cells that are in focus, 0 to 1; NaN when no cell is confident.</summary>
    public float InFocusShare { get; private set; } = float.NaN;

    /// <summary>The rectangle that holds what is in focus, as shares of the picture; empty when nothing is.</summary>
    public FocusRegion Region { get; private set; }

    /// <summary>One for each focus point, in the order of their numbers.</summary>
    public ReadOnlySpan<FocusReading> Readings => _readings.AsSpan(0, _count);

    /// <summary>Copies another snapshot into this one.</summary>
    public void CopyFrom(FocusSnapshot other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Begin(other.Sequence, other.InFocusShare, other.Region);
        foreach (var reading in other.Readings)
            Add(reading);
    }

    internal void Begin(long sequence, float inFocusShare, FocusRegion region) =>
        (Sequence, InFocusShare, Region, _count) = (sequence, inFocusShare, region, 0);

    internal void Add(FocusReading reading) => _readings[_count++] = reading;
}
