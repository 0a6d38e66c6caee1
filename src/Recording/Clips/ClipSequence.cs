using System.Collections.Concurrent;
using System.Diagnostics;
using P2IKT.Live.Capture;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Clips;

/// <summary>
/// The clips of one recording, one after another: a next clip goes on where one is split, where the frame size changes, and where an
/// encoder ends early. For the recorder's thread, except where a member says otherwise.
/// </summary>
internal sealed class ClipSequence
{
    private const int MaxEarlyEncoderFailures = 3;
    private const long FullDiskBytes = 1 << 20;
    // Beyond the age of the last frame, after which none comes any more.
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(1);

    private readonly ClipOptions _options;
    private readonly Func<ClipOrigin> _origin;
    private readonly FrameBacklog _frames;
    private readonly IObserver<Notice> _notices;
    private readonly ClipCheck _check = new();
    private readonly ConcurrentQueue<(long Moment, string Label)> _marks = new();
    private readonly List<Task> _closings = []; // those under way, and those that failed
    private readonly Lock _gate = new(); // the two below
    private readonly List<Clip> _unclosed = []; // open or being closed: a closed one is forgotten, because each has large buffers
    private long _recordedInClosed;
    private volatile bool _hasClip;
    private volatile Clip? _current;
    private string? _nextPath; // of a clip that begins with the next frame
    private long _droppedSeen;
    private int _earlyFailures;
    private TimeSpan _age; // of the last frame when it came: what a slow network takes

    /// <summary>Writes nothing yet.</summary>
    /// <param name="path">The first clip's file: an empty one, or one that may be replaced.</param>
    /// <param name="options">How to record.</param>
    /// <param name="origin">For the sidecars; called when a clip begins.</param>
    /// <param name="frames">Counts the dropped frames; not owned.</param>
    /// <param name="notices">Receives what the user should know; on any thread.</param>
    public ClipSequence(string path, ClipOptions options, Func<ClipOrigin> origin, FrameBacklog frames, IObserver<Notice> notices)
    {
        (FirstPath, _nextPath, _options, _origin, _frames, _notices) = (path, path, options, origin, frames, notices);
        _droppedSeen = frames.Dropped;
    }

    /// <summary>The first clip's file; on any thread.</summary>
    public string FirstPath { get; }

    /// <summary>The clip being written, or the last one; null before the first frame and between two clips. On any thread.</summary>
    public Clip? Current => _current;

    /// <summary>Whether a clip was begun; on any thread.</summary>
    public bool HasClip => _hasClip;

    /// <summary>Deblurred frames in all clips, repetitions not counted; on any thread.</summary>
    public long Recorded
    {
        get
        {
            lock (_gate)
                return _recordedInClosed + _unclosed.Sum(RecordedIn);
        }
    }

    /// <summary>Completes when the files of all clips are complete; to be read after <see cref="CloseLast"/>.</summary>
    public Task Closed => Task.WhenAll(_closings);

    /// <summary>Marks this moment; on any thread.</summary>
    public void Mark(string label) => _marks.Enqueue((Stopwatch.GetTimestamp(), label));

    /// <summary>
    /// Writes a frame. An encoder that has ended closes its clip, and the frame begins a new one; gives up when the disk is full, or when
    /// encoders keep failing early.
    /// </summary>
    /// <param name="frame">Lent; null: none has come, and the last frame is repeated up to where the next may belong.</param>
    /// <exception cref="RecordingException">It gave up.</exception>
    public void Write(RecordedFrame? frame)
    {
        try
        {
            if (frame is null)
                _current?.FillUntil(Stopwatch.GetTimestamp() - (long)((_age + Lateness).TotalSeconds * Stopwatch.Frequency));
            else
                Append(frame);
        }
        catch (Exception lost) when (lost is IOException or UnauthorizedAccessException or CaptureException)
        {
            GoOnAfter(lost);
            if (frame is not null)
                Write(frame);
        }
    }

    /// <summary>Takes the marks into the clip, and once a second checks its file, its sidecar and the room on the disk.</summary>
    /// <exception cref="RecordingException">The disk is about to be full, or gone.</exception>
    public void Check()
    {
        if (_current is not { } clip)
            return;
        TakeMarks(clip);
        _check.Run(clip);
    }

    /// <summary>Closes the last clip, after the recorder's thread has ended.</summary>
    /// <param name="failure">What ended the recording; null when it was stopped.</param>
    /// <exception cref="RecordingException">It was stopped before its first frame: there is no clip.</exception>
    public void CloseLast(RecordingException? failure)
    {
        if (_current is { } open)
            Close(open, failure is null ? ClipEnding.Stopped : ClipCheck.IsDiskFull(open) ? ClipEnding.DiskFull : ClipEnding.EncoderLost,
                failure?.Message);
        else if (_nextPath is { } unused)
            ClipFiles.DeleteEmpty(unused);
        if (failure is null && !HasClip)
        {
            var name = Path.GetFileName(FirstPath);
            throw new RecordingException($"'{name}' was not saved, because no frame came while it was recorded: record for longer, or wait "
                + "until the live view shows a picture.") { Subject = name };
        }
    }

    private void Append(RecordedFrame frame)
    {
        _age = TimeSpan.FromTicks(Math.Max(0, Stopwatch.GetElapsedTime(frame.Sharp.CapturedAt).Ticks));
        if (_current is { } running && (
            running.Size != frame.Sharp.Size || running.Seconds >= _options.SplitAfter?.TotalSeconds || IsLarge(running)))
            Next(running, ClipEnding.Split, null);
        if (_nextPath is { } path)
        {
            var begun = Clip.Begin(path, _options, _origin(), frame);
            lock (_gate)
                _unclosed.Add(begun);
            (_current, _nextPath, _hasClip) = (begun, null, true);
            _check.Reset();
        }
        else
        {
            _current!.Append(frame);
        }
        CountDrops(_current);
    }

    private void GoOnAfter(Exception lost)
    {
        var clip = _current;
        var name = Path.GetFileName(clip?.Path ?? FirstPath);
        ClipCheck.RequireFile(clip?.Path ?? _nextPath ?? FirstPath, lost);
        if (DiskSpace.FreeAt(FirstPath) < FullDiskBytes)
        {
            throw new RecordingException(
                $"The disk of '{FirstPath}' is full: '{name}' was closed with what it holds; free some space and record again.",
                lost) { Subject = FirstPath };
        }
        _earlyFailures = clip?.Seconds >= 1 ? 1 : _earlyFailures + 1;
        if (_earlyFailures > MaxEarlyEncoderFailures || clip is null)
        {
            var reason = clip?.Failure ?? lost.Message.TrimEnd('.');
            throw new RecordingException($"The encoder of '{name}' cannot work ({reason}): choose another codec, and check the "
                + "installation of ffmpeg.", lost)
            {
                Subject = name,
                Setting = "codec",
            };
        }
        _notices.OnNext(Notice.Warning(
            "encoder-restarted", $"The encoder of '{name}' died ({clip.Failure}); its clip was closed, and a new one goes on."));
        Next(clip, ClipEnding.EncoderLost, "The encoder died.");
    }

    /// <summary>Closes a clip in the background, because that takes time, and takes the name of the one that goes on.</summary>
    private void Next(Clip ended, ClipEnding ending, string? reason)
    {
        _nextPath = ClipNames.TakeFree(
            Path.GetDirectoryName(FirstPath)!, Path.GetFileNameWithoutExtension(FirstPath), Path.GetExtension(FirstPath));
        _current = null;
        Close(ended, ending, reason);
    }

    private void Close(Clip clip, ClipEnding ending, string? reason)
    {
        TakeMarks(clip);
        _closings.RemoveAll(static closing => closing.IsCompletedSuccessfully);
        _closings.Add(Task.Run(() =>
        {
            try
            {
                using (clip)
                {
                    if (clip.Close(ending, reason) is { } notice)
                        _notices.OnNext(notice);
                }
            }
            finally
            {
                Forget(clip);
            }
            _options.Closed?.Invoke(clip.Path);
        }));
    }

    private void Forget(Clip closed)
    {
        lock (_gate)
        {
            _unclosed.Remove(closed);
            _recordedInClosed += RecordedIn(closed);
        }
    }

    private static long RecordedIn(Clip clip) => clip.Counts is var counts ? counts.Written - counts.Duplicated : 0;

    private void TakeMarks(Clip clip)
    {
        while (_marks.TryDequeue(out var mark))
            clip.Mark(mark.Moment, mark.Label);
    }

    private void CountDrops(Clip clip)
    {
        var dropped = _frames.Dropped;
        if (dropped == _droppedSeen)
            return;
        clip.CountDropped(dropped - _droppedSeen);
        _droppedSeen = dropped;
    }

    private bool IsLarge(Clip clip) => _options.SplitBytes is { } most && ClipCheck.HasReached(clip, most);
}
