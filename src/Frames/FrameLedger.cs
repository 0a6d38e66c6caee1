using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace P2IKT.Live.Frames;

/// <summary>
/// The diagnostic twin of <see cref="FramePool"/>, for tests. It remembers where each live handle was made, so that a leak names
/// its culprit. It poisons returned buffers, so that a span that is read after its frame was disposed shows.
/// </summary>
public sealed class FrameLedger
{
    /// <summary>The byte that fills a returned buffer.</summary>
    public const byte Poison = 0xDD;

    private readonly ConcurrentDictionary<Frame, StackTrace> _open = new(ReferenceEqualityComparer.Instance);

    /// <summary>Handles that were made and not disposed.</summary>
    public int Open => _open.Count;

    internal void Opened(Frame frame) => _open[frame] = new StackTrace(2, fNeedFileInfo: true);

    internal void Closed(Frame frame) => _open.TryRemove(frame, out _);

    /// <summary>Each leaked handle with the place of its Rent or Share.</summary>
    public string Leaks()
    {
        var text = new StringBuilder();
        foreach (var stack in _open.Values)
            text.AppendLine(CultureInfo.InvariantCulture, $"A frame that came from here was not disposed:{Environment.NewLine}{stack}");
        return text.ToString();
    }
}
