namespace P2IKT.Live.Preview.Overlays;

/// <summary>The overlay pictures that viewers want now. Each has a place in the table; viewers with equal selections share one.</summary>
/// <remarks>Viewers acquire and release on their threads, the encoder reads on its own.</remarks>
internal sealed class OverlayTable
{
    private readonly Lock _gate = new();
    private readonly OverlaySelection?[] _selections = new OverlaySelection?[FrameOverlays.Max];
    private readonly int[] _viewers = new int[FrameOverlays.Max];
    private int _version;

    /// <summary>Changes when a place gets another selection: pictures that were encoded before no longer belong to their places.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>What is drawn at a place; null when nothing ever was.</summary>
    public OverlaySelection? this[int place] => Volatile.Read(ref _selections[place]);

    /// <summary>Takes a place for a selection, until <see cref="Release"/>.</summary>
    /// <returns>The place; null when every place is taken by another selection.</returns>
    public int? Acquire(OverlaySelection selection)
    {
        lock (_gate)
        {
            var place = Array.FindIndex(_selections, other => other?.Text == selection.Text);
            if (place < 0)
                place = Array.FindIndex(_selections, static other => other is null);
            if (place < 0)
                place = Array.IndexOf(_viewers, 0);
            if (place < 0)
                return null;
            if (_selections[place]?.Text != selection.Text)
            {
                Volatile.Write(ref _selections[place], selection);
                Interlocked.Increment(ref _version);
            }
            _viewers[place]++;
            return place;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Release(int place)
    {
        lock (_gate)
            _viewers[place]--;
    }
}
