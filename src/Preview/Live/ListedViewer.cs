using System.Diagnostics;
using System.Net;
using System.Threading.Channels;
using P2IKT.Live.Preview.Access;

namespace P2IKT.Live.Preview.Live;

/// <summary>One viewer in the list, until it is disposed.</summary>
/// <param name="list">The list, which it leaves with its end.</param>
/// <param name="slot">Where its frames come from.</param>
/// <param name="address">Its address.</param>
/// <param name="role">What it may do.</param>
/// <param name="page">What it shows.</param>
internal sealed class ListedViewer(ViewerList list, ViewerSlot slot, IPAddress address, AccessRole role, string page) : IDisposable
{
    private static readonly TimeSpan StallCheck = TimeSpan.FromSeconds(1);
    private readonly long _since = Stopwatch.GetTimestamp();
    private readonly Channel<int> _lines = Channel.CreateBounded<int>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private volatile int _line;

    /// <summary>Where its frames come from.</summary>
    public ViewerSlot Slot => slot;

    /// <summary>What it may do.</summary>
    public AccessRole Role => role;

    /// <summary>What the list of viewers says of it.</summary>
    public ViewerStatus Status
    {
        get
        {
            var traffic = slot.Traffic;
            return new(address.ToString(), role, page, Math.Round(traffic.PerSecond, 1), traffic.Size.Width, traffic.Size.Height,
                traffic.Bytes, Math.Round(Stopwatch.GetElapsedTime(_since).TotalSeconds, 1), _line == 0 ? null : _line, slot.Link);
        }
    }

    /// <summary>
    /// Its places in line, 1 for the next, as they change; ends with 0 once it may watch, or when its slot is closed. Empty where it never
    /// stood in line. One call.
    /// </summary>
    public async IAsyncEnumerable<int> LinesAsync()
    {
        if (_line == 0 && !_lines.Reader.TryPeek(out _))
            yield break;
        var change = _lines.Reader.WaitToReadAsync().AsTask();
        while (true)
        {
            if (await Task.WhenAny(change, slot.Ended, Task.Delay(StallCheck)).ConfigureAwait(false) == slot.Ended)
                yield break;
            if (!_lines.Reader.TryRead(out var line))
            {
                list.ReplaceStalled();
                continue;
            }
            change = _lines.Reader.WaitToReadAsync().AsTask();
            yield return line;
            if (line == 0)
                yield break;
        }
    }

    /// <summary>It stands here in line now; 0: it may watch. The list calls this, within its lock.</summary>
    public void MoveTo(int line)
    {
        if (_line == line)
            return;
        _line = line;
        _lines.Writer.TryWrite(line);
    }

    /// <summary>Leaves the list.</summary>
    public void Dispose() => list.Remove(this);
}
