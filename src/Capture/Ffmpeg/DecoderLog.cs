using System.Globalization;

namespace P2IKT.Live.Capture.Ffmpeg;

/// <summary>
/// What the decoder says on stderr while it works: the timestamp of each frame (its filter <c>showinfo</c>), and what is wrong with
/// the file. Raw pixels on a pipe carry no time; this is where it travels.
/// </summary>
/// <remarks>
/// Written by the thread that reads the program's stderr, read by the one that reads its pixels. The program prints titles and other text
/// of the file as well: so the filter bears a name that no file can know, and only what stands behind that name is a time.
/// </remarks>
internal sealed class DecoderLog
{
    private const string Begin = "] [info] n:";

    private readonly object _gate = new();
    private readonly Queue<long?> _times = new(); // as many as frames are on their way through the pipe: a handful
    private readonly string _head;
    private string _lastError = "";
    private int _errors;

    /// <summary>Nothing heard yet.</summary>
    public DecoderLog() => _head = $"[{Filter} @ ";

    /// <summary>The filter that reports the times, by its type and name.</summary>
    public string Filter { get; } = $"showinfo@{Guid.NewGuid():N}";

    /// <summary>Errors reported so far.</summary>
    public int Errors
    {
        get
        {
            lock (_gate)
                return _errors;
        }
    }

    /// <summary>The last error, without its prefix; empty when there was none.</summary>
    public string LastError
    {
        get
        {
            lock (_gate)
                return _lastError;
        }
    }

    /// <summary>Takes in a line.</summary>
    public void OnLine(string line)
    {
        lock (_gate)
        {
            if (TryReadTime(line, out var time))
            {
                _times.Enqueue(time);
                Monitor.Pulse(_gate);
            }
            if (ErrorIn(line) is { } error)
            {
                _errors++;
                _lastError = error.Trim().TrimEnd('.');
            }
        }
    }

    /// <summary>The timestamp of the next frame, in ticks; null when the file gives it none.</summary>
    /// <param name="timeout">How long its line may take: it was written before the frame's last byte.</param>
    /// <exception cref="CaptureException">It did not come.</exception>
    public long? Next(TimeSpan timeout)
    {
        lock (_gate)
        {
            while (_times.Count == 0)
            {
                if (!Monitor.Wait(_gate, timeout))
                    throw new CaptureException(
                        "The program ffmpeg handed over a frame without its time: install Debian's or a version from 5.1 on.");
            }
            return _times.Dequeue();
        }
    }

    /// <summary>
    /// An error begins its line, "[h264 @ 0x55] [error] ..."; one of another thread may stand behind a line of the filter. Elsewhere in a
    /// line it is text of the file.
    /// </summary>
    private string? ErrorIn(string line)
    {
        const string Tag = "[error] ";
        if (line.Contains(_head, StringComparison.Ordinal))
            return line.IndexOf(Tag, StringComparison.Ordinal) is >= 0 and var behind ? line[(behind + Tag.Length)..] : null;
        var (at, end) = (line.IndexOf(" @ 0x", StringComparison.Ordinal), line.IndexOf("] ", StringComparison.Ordinal));
        var speaker = line.StartsWith('[') && at > 0 && end > at ? end + 2 : 0;
        return line.AsSpan(speaker).StartsWith(Tag, StringComparison.Ordinal) ? line[(speaker + Tag.Length)..] : null;
    }

    /// <summary>
    /// A line of the filter is "[showinfo@NAME @ 0x55] [info] n: 12 pts: 12012 pts_time:0.4004 ... fmt:yuv420p"; a frame without time has
    /// "pts: NOPTS". An error of another thread may stand before or behind it in the same line.
    /// </summary>
    private bool TryReadTime(string line, out long? time)
    {
        time = null;
        var head = line.IndexOf(_head, StringComparison.Ordinal);
        var begin = head < 0 ? -1 : line.IndexOf(Begin, head + _head.Length, StringComparison.Ordinal);
        var start = begin < 0 ? -1 : line.IndexOf(" pts:", begin, StringComparison.Ordinal);
        var end = start < 0 ? -1 : line.IndexOf(" pts_time:", start, StringComparison.Ordinal);
        if (end < 0)
            return false;
        if (long.TryParse(
            line.AsSpan(start + 5, end - start - 5), NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite,
            CultureInfo.InvariantCulture, out var ticks))
            time = ticks;
        return true;
    }
}
