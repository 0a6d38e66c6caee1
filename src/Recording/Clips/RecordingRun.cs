using System.Collections.Concurrent;
using System.Diagnostics;
using P2IKT.Live.Capture;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Clips;

/// <summary>
/// From the start of a recording to its stop: takes the frames out of the mailbox on a thread of its own and writes them into a clip,
/// or into several, one after another, where it is split or its encoder dies.
/// </summary>
internal sealed class RecordingRun
{
    private const int MaxEarlyEncoderFailures = 3;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Housekeeping = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(1); // after which a frame no longer comes: the network takes less

    private readonly Mailbox<RecordedFrame> _mailbox;
    private readonly ClipOptions _options;
    private readonly Func<ClipOrigin> _facts;
    private readonly Action<Notice> _notify;
    private readonly string _firstPath;
    private readonly long _from;
    private readonly ConcurrentQueue<(long Moment, string Label)> _marks = new();
    private readonly List<Task> _closings = [];
    private readonly List<Clip> _clips = []; // all of them; locked
    private readonly Action _drained;
    private readonly Action _over;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _until = long.MaxValue;
    private volatile Clip? _clip;
    private string? _nextPath;
    private long _droppedSeen;
    private long _tidiedBytes; // of the clip, when the room was looked at
    private long _tidiedAt;
    private int _earlyDeaths;

    /// <summary>Begins to take frames.</summary>
    /// <param name="mailbox">Where they come; not owned. What is older than the pre-roll is left out.</param>
    /// <param name="path">The first clip's file: an empty one, or one that may be replaced.</param>
    /// <param name="options">How to record.</param>
    /// <param name="facts">For the sidecars; called when a clip begins.</param>
    /// <param name="notify">Takes what the user should know; on any thread.</param>
    /// <param name="drained">Called when no more frames are taken.</param>
    /// <param name="over">Called when every clip is closed, before <see cref="Ended"/> completes.</param>
    public RecordingRun(
        Mailbox<RecordedFrame> mailbox, string path, ClipOptions options, Func<ClipOrigin> facts, Action<Notice> notify, Action drained, Action over)
    {
        (_mailbox, _firstPath, _nextPath, _options, _facts) = (mailbox, path, path, options, facts);
        (_notify, _drained, _over) = (notify, drained, over);
        _from = Stopwatch.GetTimestamp() - (long)(options.PreRoll.TotalSeconds * Stopwatch.Frequency);
        _droppedSeen = mailbox.Counts.Dropped;
    }

    /// <summary>Completes when every clip is closed; never faults.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The clip being written, or the last one; null before the first frame.</summary>
    public Clip? Clip => _clip;

    /// <summary>What ended the run before its time; null when nothing did.</summary>
    public RecordingException? Failure { get; private set; }

    /// <summary>Deblurred frames in all clips of this run, repetitions not counted.</summary>
    public long Recorded
    {
        get
        {
            lock (_clips)
                return _clips.Sum(static clip => clip.Counts is var counts ? counts.Written - counts.Duplicated : 0);
        }
    }

    /// <summary>Begins. Apart from the constructor, because the callbacks may come at once.</summary>
    public void Start() => new Thread(Run) { Name = "recorder", IsBackground = true }.Start();

    /// <summary>What was captured by now still goes in, then the run ends.</summary>
    public void Stop() => Interlocked.CompareExchange(ref _until, Stopwatch.GetTimestamp(), long.MaxValue);

    /// <summary>Marks this moment.</summary>
    public void Mark(string label) => _marks.Enqueue((Stopwatch.GetTimestamp(), label));

    private bool IsStopping => Interlocked.Read(ref _until) != long.MaxValue;

    private void Run()
    {
        RunStep(TakeFrames);
        RunStep(_drained);
        RunStep(CloseLast);
        RunStep(() => Task.WaitAll(_closings));
        RunStep(_over);
        _ended.TrySetResult();
    }

    /// <summary>
    /// A step of the run, after which the next comes whatever happens: nobody could catch what is thrown on this thread, and the process
    /// would die with the preview in it. What failed first is told, and is the <see cref="Failure"/>; what fails after that changes nothing.
    /// </summary>
    private void RunStep(Action step)
    {
        try
        {
            step();
        }
#pragma warning disable CA1031 // see above
        catch (Exception fault)
#pragma warning restore CA1031
        {
            if (Failure is not null)
                return;
            Failure = fault as RecordingException
                ?? new RecordingException($"Recording failed ({fault.GetType().Name}: {fault.Message.TrimEnd('.')}); please report it.", fault);
            RunStep(() => _notify(Notice.Error("recording-failed", Failure.Message) with { Setting = Failure.Setting }));
        }
    }

    private void TakeFrames()
    {
        while (!_mailbox.IsFinished)
        {
            if (_mailbox.Take(out var frame, IsStopping ? TimeSpan.Zero : Tick))
            {
                using (frame)
                {
                    if (frame.Sharp.CapturedAt > Interlocked.Read(ref _until))
                        break;
                    if (frame.Sharp.CapturedAt >= _from)
                        Write(frame);
                }
            }
            else if (IsStopping)
            {
                break;
            }
            else
            {
                Write(null);
            }
            ReapFinishedClips();
        }
    }

    private void CloseLast()
    {
        if (_clip is { } open)
            Close(open, Failure is null ? ClipEnding.Stopped : DiskIsFull(open) ? ClipEnding.DiskFull : ClipEnding.EncoderLost, Failure?.Message);
        else if (_nextPath is { } unused)
            DeleteEmpty(unused);
    }

    /// <summary>
    /// Writes a frame, or what stands for those that no longer come, which may find the encoder dead: then the clip so far is closed,
    /// and a new one goes on with the same frame. Gives up when the disk is full, or when encoders keep dying young.
    /// </summary>
    /// <exception cref="RecordingException">It gave up.</exception>
    private void Write(RecordedFrame? frame)
    {
        try
        {
            if (frame is null)
                _clip?.FillUntil(Stopwatch.GetTimestamp() - (long)(Lateness.TotalSeconds * Stopwatch.Frequency));
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

    private void Append(RecordedFrame frame)
    {
        if (_clip is { } running && (running.Size != frame.Sharp.Size || running.Seconds >= _options.SplitAfter?.TotalSeconds || IsLarge(running)))
            Next(running, ClipEnding.Split, null);
        if (_nextPath is { } path)
        {
            _clip = Clip.Begin(path, _options, _facts(), frame);
            _tidiedBytes = 0;
            _nextPath = null;
            lock (_clips)
                _clips.Add(_clip);
        }
        else
        {
            _clip!.Append(frame);
        }
        CountDrops(_clip);
    }

    private void GoOnAfter(Exception lost)
    {
        var clip = _clip;
        var name = Path.GetFileName(clip?.Path ?? _firstPath);
        RequireFile(clip?.Path ?? _nextPath ?? _firstPath, lost);
        if (DiskSpace.FreeAt(_firstPath) < 1 << 20)
            throw new RecordingException($"The disk of '{_firstPath}' is full: '{name}' was closed with what it holds; free some space and record again.", lost);
        _earlyDeaths = clip?.Seconds >= 1 ? 1 : _earlyDeaths + 1;
        if (_earlyDeaths > MaxEarlyEncoderFailures || clip is null)
            throw new RecordingException($"The encoder of '{name}' cannot work ({clip?.Failure ?? lost.Message.TrimEnd('.')}): choose another codec, and check the installation of ffmpeg.", lost) { Setting = "codec" };
        _notify(Notice.Warning("encoder-restarted", $"The encoder of '{name}' died ({clip.Failure}); its clip was closed, and a new one goes on."));
        Next(clip, ClipEnding.EncoderLost, "The encoder died.");
    }

    /// <summary>Closes a clip aside, because that takes time, and takes the name of the one that goes on.</summary>
    private void Next(Clip ended, ClipEnding ending, string? reason)
    {
        _nextPath = ClipNames.TakeFree(Path.GetDirectoryName(_firstPath)!, Path.GetFileNameWithoutExtension(_firstPath), Path.GetExtension(_firstPath));
        _clip = null;
        Close(ended, ending, reason);
    }

    private void Close(Clip clip, ClipEnding ending, string? reason)
    {
        TakeMarks(clip);
        _closings.Add(Task.Run(() =>
        {
            using (clip)
            {
                if (clip.Close(ending, reason) is { } note)
                    _notify(note);
            }
        }));
    }

    /// <summary>
    /// A disk that was pulled, or a folder that was renamed or deleted, shows itself to nobody: the encoder goes on into a file without a
    /// name, and the next clip would be begun on whatever disk has the folder's name now.
    /// </summary>
    /// <exception cref="RecordingException">The file is not where it was begun.</exception>
    private static void RequireFile(string path, Exception? cause = null)
    {
        if (!File.Exists(path))
        {
            throw new RecordingException(FaultKind.Failed,
                $"'{path}' is gone while it was being recorded: its disk was taken away, or its folder renamed or deleted; put it back, or record into another folder.", cause);
        }
    }

    private void TakeMarks(Clip clip)
    {
        while (_marks.TryDequeue(out var mark))
            clip.Mark(mark.Moment, mark.Label);
    }

    private void CountDrops(Clip clip)
    {
        var dropped = _mailbox.Counts.Dropped;
        if (dropped == _droppedSeen)
            return;
        clip.CountDropped(dropped - _droppedSeen);
        _droppedSeen = dropped;
    }

    /// <summary>Once a second: the file, the sidecar and the room on the disk; the room also whenever the clip has grown by much.</summary>
    /// <exception cref="RecordingException">The disk is about to be full, or gone.</exception>
    private void ReapFinishedClips()
    {
        if (_clip is not { } clip)
            return;
        TakeMarks(clip);
        var due = Stopwatch.GetElapsedTime(_tidiedAt) >= Housekeeping;
        if (!due && !HasGrown(clip))
            return;
        RequireFile(clip.Path);
        _tidiedBytes = clip.Bytes;
        if (DiskIsFull(clip))
        {
            throw new RecordingException(
                $"The disk of '{clip.Path}' has only {DiskSpace.FreeAt(clip.Path) >> 20} MB left: the clip was closed before it ran out; free some space and record again.");
        }
        if (!due)
            return;
        var began = Stopwatch.GetTimestamp();
        try
        {
            clip.WriteSidecar(ClipEnding.Recording, null, lasting: false);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // The last one stays; the next try comes, and what ails the disk shows at the clip itself.
        }
        // A sidecar of many hours takes its time: never more than a fiftieth of the recorder's.
        _tidiedAt = Stopwatch.GetTimestamp() + (49 * (Stopwatch.GetTimestamp() - began));
    }

    /// <summary>A stream that is faster than the clock, or hardly compressed, fills what is kept free in less than a second.</summary>
    private bool HasGrown(Clip clip) => HasReached(clip, _tidiedBytes + (DiskSpace.LeastReserve / 4));

    private static bool DiskIsFull(Clip clip) =>
        DiskSpace.FreeAt(clip.Path) is { } free && free < DiskSpace.Reserve(clip.Bytes / Math.Max(1, clip.Seconds));

    private bool IsLarge(Clip clip) => _options.SplitBytes is { } most && HasReached(clip, most);

    /// <summary>The file system is asked at every eighth frame.</summary>
    private static bool HasReached(Clip clip, long bytes) => clip.Counts.Written % 8 == 0 && clip.Bytes >= bytes;

    private static void DeleteEmpty(string path)
    {
        var file = new FileInfo(path);
        if (file.Exists && file.Length == 0)
            file.Delete();
    }
}
