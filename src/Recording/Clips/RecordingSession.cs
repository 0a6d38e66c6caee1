using System.Diagnostics;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Clips;

/// <summary>
/// One recording, from its start until every file is closed: writes the frames on its own thread, into one clip or several.
/// Await <see cref="Completion"/> for its end.
/// </summary>
internal sealed class RecordingSession
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250); // between two checks of a stream without frames

    private readonly FrameBacklog _frames;
    private readonly ClipSequence _clips;
    private readonly IObserver<Notice> _notices;
    private readonly long _recordedBefore;
    private readonly long _from;
    private long _until = long.MaxValue;
    private volatile RecorderPhase _phase = RecorderPhase.Recording;

    private RecordingSession(FrameBacklog frames, ClipSequence clips, TimeSpan preRoll, IObserver<Notice> notices, long recordedBefore)
    {
        (_frames, _clips, _notices, _recordedBefore) = (frames, clips, notices, recordedBefore);
        _from = Stopwatch.GetTimestamp() - (long)(preRoll.TotalSeconds * Stopwatch.Frequency);
    }

    /// <summary>Completes when every clip is closed, whatever ended the recording; never faults.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Recording, then closing the last clip, then idle for good.</summary>
    public RecorderPhase Phase => _phase;

    /// <summary>The clip being written, or the last one; null before the first frame.</summary>
    public Clip? Clip => _clips.Current;

    /// <summary>
    /// Full path of the clip being written, or of the last one; null once the recording has ended before its first frame.
    /// </summary>
    public string? ClipPath => _phase == RecorderPhase.Idle && !_clips.HasClip ? null : _clips.Current?.Path ?? _clips.FirstPath;

    /// <summary>What ended the recording before its time; null when nothing did.</summary>
    public RecordingException? Failure { get; private set; }

    /// <summary>Deblurred frames in all clips of this session and of those before it, repetitions not counted.</summary>
    public long Recorded => _recordedBefore + _clips.Recorded;

    /// <summary>Starts a recording.</summary>
    /// <param name="frames">Where the frames come from; not owned. Frames older than the pre-roll are left out.</param>
    /// <param name="path">The first clip's file: an empty one, or one that may be replaced.</param>
    /// <param name="options">How to record.</param>
    /// <param name="origin">For the sidecars; called when a clip begins.</param>
    /// <param name="notices">Receives what the user should know, on any thread; synchronizes its calls.</param>
    /// <param name="recordedBefore">Frames in the clips of earlier sessions.</param>
    public static RecordingSession Start(
        FrameBacklog frames, string path, ClipOptions options, Func<ClipOrigin> origin, IObserver<Notice> notices, long recordedBefore)
    {
        var session = new RecordingSession(
            frames, new ClipSequence(path, options, origin, frames, notices), options.PreRoll, notices, recordedBefore);
        session.Completion = session.RunAsync();
        return session;
    }

    /// <summary>Ends the recording: frames captured by now are still written. Returns at once.</summary>
    public void Stop() => Interlocked.CompareExchange(ref _until, Stopwatch.GetTimestamp(), long.MaxValue);

    /// <summary>Marks this moment; returns false when no frames are recorded any more.</summary>
    public bool Mark(string label)
    {
        if (_phase != RecorderPhase.Recording)
            return false;
        _clips.Mark(label);
        return _phase == RecorderPhase.Recording; // then the last clip takes its marks after this
    }

    private async Task RunAsync()
    {
        using (_frames.BeginReading())
            await RunStepAsync(() => Task.Factory.StartNew(
                WriteFrames, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ConfigureAwait(false);
        _phase = RecorderPhase.Closing;
        await RunStepAsync(() => Task.Run(() => _clips.CloseLast(Failure))).ConfigureAwait(false);
        await RunStepAsync(() => _clips.Closed).ConfigureAwait(false);
        _phase = RecorderPhase.Idle;
    }

    /// <summary>
    /// Runs one step; the next step comes whatever happens, so that every clip is closed. The first failure is reported and becomes
    /// <see cref="Failure"/>; later ones change nothing.
    /// </summary>
    private async Task RunStepAsync(Func<Task> step)
    {
        try
        {
            await step().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // see above
        catch (Exception fault)
#pragma warning restore CA1031
        {
            if (Failure is not null)
                return;
            var failure = fault as RecordingException
                ?? new RecordingException($"Recording failed ({fault.GetType().Name}: {fault.Message.TrimEnd('.')}); please report it.",
                    fault);
            Failure = failure;
            await RunStepAsync(() =>
            {
                _notices.OnNext(Notice.Error("recording-failed", failure.Message) with { Setting = failure.Setting });
                return Task.CompletedTask;
            }).ConfigureAwait(false);
        }
    }

    private void WriteFrames()
    {
        Thread.CurrentThread.Name ??= "recorder";
        while (!_frames.IsFinished)
        {
            var isStopping = Interlocked.Read(ref _until) != long.MaxValue;
            if (_frames.Take(out var frame, isStopping ? TimeSpan.Zero : Tick))
            {
                using (frame)
                {
                    if (frame.Sharp.CapturedAt > Interlocked.Read(ref _until))
                        break;
                    if (frame.Sharp.CapturedAt >= _from)
                        _clips.Write(frame);
                }
            }
            else if (Interlocked.Read(ref _until) != long.MaxValue)
            {
                break;
            }
            else
            {
                _clips.Write(null);
            }
            _clips.Check();
        }
    }
}
