using P2IKT.Live.Capture.Streams;

namespace P2IKT.Live.Capture.Video;

/// <summary>
/// Where a video file is played: its reader, its clock and the count of its frames, which a seek or a rewind moves together.
/// </summary>
/// <remarks>Used by the capture thread.</remarks>
/// <param name="name">The file, as the user knows it.</param>
/// <param name="reader">Stands before the first frame; owned.</param>
/// <param name="reopen">Opens another reader of the same file.</param>
internal sealed class VideoPlayhead(string name, IVideoFileReader reader, Func<IVideoFileReader> reopen) : IDisposable
{
    private TimeSpan _firstTimestamp;

    /// <summary>The reader; a rewind replaces it.</summary>
    public IVideoFileReader Reader { get; private set; } = reader;

    /// <summary>The time in the play; a rewind replaces it.</summary>
    public MediaClock Clock { get; private set; } = new(reader.FramesPerSecond);

    /// <summary>Frames of this round so far, with those that were skipped.</summary>
    public long Read { get; private set; }

    /// <summary>Whether the file can be sought in, as far as is known.</summary>
    public bool CanSeek { get; private set; } = reader is { FramesPerSecond: > 0, FrameCount: > 0 };

    /// <summary>Whether the reader is not where the play is: the next frame takes a search.</summary>
    public bool NeedsSeek { get; private set; }

    /// <summary>The next round begins: the next frame is the first one again.</summary>
    public void BeginAgain() => (Clock, Read, NeedsSeek) = (new MediaClock(Reader.FramesPerSecond), 0, true);

    /// <summary>Goes past the next frame without decoding it.</summary>
    public void Skip()
    {
        Clock.Advance(Clock.NextTimestamp ?? _firstTimestamp);
        Read++;
        NeedsSeek = true;
    }

    /// <summary>Grabs the next frame of the play; false at the end of the file.</summary>
    /// <exception cref="CaptureException">The file cannot be opened again.</exception>
    public bool Next(CancellationToken stop) => NeedsSeek ? Find(stop) : GrabNext();

    /// <inheritdoc/>
    public void Dispose() => Reader.Dispose();

    private bool GrabNext()
    {
        if (!Reader.Grab(CancellationToken.None))
            return false;
        Account();
        return true;
    }

    private void Account()
    {
        if (Read++ == 0)
            _firstTimestamp = Reader.Position;
        Clock.Advance(Reader.Position);
    }

    /// <summary>Grabs the frame that comes next in the play, wherever the reader is; false when the file ends before it.</summary>
    private bool Find(CancellationToken stop)
    {
        NeedsSeek = false;
        var due = TimeSpan.Zero;
        if (Clock.NextTimestamp is { } next)
        {
            if (TrySeek(next, stop))
            {
                Account();
                return true;
            }
            CanSeek = false; // it is not what it says it is, or cannot be sought in: read it once more from its beginning
            due = Clock.End - (Clock.FrameTime / 2);
            (Clock, Read) = (new MediaClock(Reader.FramesPerSecond), 0);
        }
        Rewind();
        do
        {
            stop.ThrowIfCancellationRequested();
            if (!GrabNext())
                return false;
        }
        while (Clock.Position < due);
        return true;
    }

    /// <summary>Grabs the frame of a timestamp; false when no frame is found there.</summary>
    private bool TrySeek(TimeSpan timestamp, CancellationToken stop)
    {
        if (!Reader.Seek(timestamp))
            return false;
        do
        {
            stop.ThrowIfCancellationRequested();
            if (!Reader.Grab(CancellationToken.None))
                return false;
        }
        while (Reader.Position < timestamp - (Clock.FrameTime / 2));
        return Reader.Position < timestamp + VideoFileSource.DropThreshold;
    }

    private void Rewind()
    {
        Reader.Dispose(); // reopening is exact, seeking is not in every container
        try
        {
            Reader = reopen();
        }
        catch (CaptureException gone)
        {
            throw new CaptureException($"'{name}' could not be opened again to loop; was it moved?", gone);
        }
    }
}
