using System.Diagnostics;
using System.Reactive.Subjects;
using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Recording.Outputs;

/// <summary>
/// Sends the deblurred stream to one target while it runs. A target that is lost or refuses is tried again, at first after a second, later
/// every half minute. The stream is never held up: while the target is busy, only the newest frame waits.
/// </summary>
/// <remarks>Its own thread opens the target, converts and writes.</remarks>
internal sealed class LiveOutput : IDisposable
{
    /// <summary>Handles on a frame that it holds at most: one waits, one is converted.</summary>
    public const int MaxHeldFrames = 2;

    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromSeconds(1), LongestRetryDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(1); // of a frame, before the one before is repeated in its place
    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(10), WatchEvery = TimeSpan.FromSeconds(1);
    private const int ConnectFactor = 2; // times the longest write: a connection takes longer than a picture
    private static readonly TimeSpan RepeatAfter = TimeSpan.FromMilliseconds(200); // for a target that takes pictures as they come

    private readonly OutputTarget _target;
    private readonly Func<FrameSize, FrameRate, IOutputSink> _open;
    private readonly FrameRate _rate;
    private readonly TimeSpan _firstRetryDelay, _longestWrite;
    private readonly Mailbox<Frame> _frames = new(1);
    private readonly ManualResetEventSlim _stop = new();
    private readonly ManualResetEventSlim _ended = new(); // the stream, or this output: nothing is tried again
    private readonly Subject<Notice> _notices = new(); // from the thread alone
    private readonly IDisposable _subscription;
    private readonly Thread _thread;
    private readonly Timer _watch;
    private volatile IOutputSink? _sink;
    private volatile string? _message;
    private volatile string? _cutBecause; // the target that is open
    private volatile OutputPhase _phase;
    private volatile int _failures;
    private long _written;
    private bool _isKnownLost; // it was told
    private bool _wasConnected; // the last time
    private long _writingSince; // 0: no write is under way

    /// <summary>Begins to send.</summary>
    /// <param name="frames">Lent during <c>OnNext</c>, which never blocks. Its end ends the output.</param>
    /// <param name="target">Where to.</param>
    /// <param name="rate">Frames a second of the stream.</param>
    /// <param name="open">Opens the target for pictures of a size.</param>
    /// <param name="firstRetryDelay">Wait before the first retry; null: a second.</param>
    /// <param name="longestWrite">Time for a picture before a connected target counts as hung; null: ten seconds. It may take twice as long
    /// to answer at first.</param>
    public LiveOutput(
        IObservable<DeblurredFrame> frames, OutputTarget target, FrameRate rate, Func<FrameSize, FrameRate, IOutputSink> open,
        TimeSpan? firstRetryDelay = null, TimeSpan? longestWrite = null)
    {
        (_target, _rate, _open, _firstRetryDelay) = (target, rate, open, firstRetryDelay ?? FirstRetryDelay);
        _longestWrite = longestWrite ?? LongestWrite;
        _thread = new Thread(Run) { Name = "output", IsBackground = true };
        _thread.Start();
        _watch = new Timer(_ => CutWhenHung(), null, WatchEvery, WatchEvery);
        _subscription = frames.Subscribe(
            frame => _frames.Post(frame.Sharp.Share()), _ => EndStream(), EndStream);
    }

    /// <summary>That it sends, or was lost; each once.</summary>
    public IObservable<Notice> Notices => _notices;

    /// <summary>The present state.</summary>
    public OutputState State => new()
    {
        Target = _target.Redacted,
        Phase = _phase == OutputPhase.Connecting && _sink?.IsConnected == true ? OutputPhase.Sending : _phase,
        Frames = Interlocked.Read(ref _written),
        Dropped = _frames.Counts.Dropped,
        Failures = _failures,
        Message = _message,
    };

    /// <summary>Ends the output and closes the target; takes at most a few seconds.</summary>
    public void Dispose()
    {
        _subscription.Dispose();
        _watch.Dispose();
        _stop.Set();
        EndStream();
        if (!_thread.Join(TimeSpan.FromSeconds(1)))
            _sink?.Abort(); // it hangs in a write
        _thread.Join();
        _frames.Dispose();
        _stop.Dispose();
        _ended.Dispose();
        _notices.OnCompleted();
        _notices.Dispose();
    }

    private void EndStream()
    {
        _frames.Complete();
        _ended.Set();
    }

    private void Run()
    {
        var delay = _firstRetryDelay;
        while (!_stop.IsSet && _frames.Take(out var first))
        {
            try
            {
                var size = first.Size;
                first.Dispose(); // it is too old by the time that the target is open
                (_phase, _wasConnected) = (OutputPhase.Connecting, false);
                Serve(size);
            }
#pragma warning disable CA1031 // whatever a target does, the others and the stream go on
            catch (Exception lost)
#pragma warning restore CA1031
            {
                if (_stop.IsSet)
                    break; // it was cut off to end
                ReportLost(_cutBecause ?? (lost is P2iktException ? lost.Message : $"it failed: {lost.Message}"));
            }
            if (_stop.IsSet || _frames.IsFinished)
                break;
            if (_wasConnected)
                delay = _firstRetryDelay;
            _phase = OutputPhase.Waiting;
            if (_ended.Wait(delay))
                break;
            delay = delay * 2 < LongestRetryDelay ? delay * 2 : LongestRetryDelay;
        }
        _phase = OutputPhase.Ended;
        while (_frames.TryTake(out var left))
            left.Dispose(); // it waited for another try
    }

    // Until the stream ends or the target is lost, which throws.
    private void Serve(FrameSize size)
    {
        var even = new FrameSize((size.Width + 1) & ~1, (size.Height + 1) & ~1);
        _cutBecause = null;
        using var sink = _open(even, _rate);
        _sink = sink;
        try
        {
            var fit = sink.Size == even ? size : sink.Size; // an odd size repeats its last row or column
            using var fitted = new FittedPicture(fit);
            var picture = new YuvPicture(fit);
            ClipSchedule? schedule = null;
            var age = TimeSpan.Zero; // of the last frame when it came here
            var wait = sink.IsPaced ? TimeSpan.FromSeconds(1 / _rate.PerSecond) : RepeatAfter;
            while (!_stop.IsSet && !_frames.IsFinished)
            {
                long repeats;
                if (_frames.Take(out var frame, wait))
                {
                    using (frame)
                    {
                        age = Stopwatch.GetElapsedTime(frame.CapturedAt);
                        if (Place(frame.CapturedAt, ref schedule, sink.IsPaced) is not { } before)
                            continue;
                        Write(sink, picture, before);
                        picture.Convert(fitted.Of(frame));
                    }
                    repeats = 1;
                }
                else if (schedule is null)
                {
                    repeats = 0;
                }
                else
                {
                    // No further than to where the next frame may belong: one that is behind the schedule would have no slot.
                    var until = Stopwatch.GetTimestamp() - (long)((age + Lateness).TotalSeconds * Stopwatch.Frequency);
                    repeats = sink.IsPaced ? Math.Min(schedule.FillUntil(until), MostRepeats) : 1;
                }
                Write(sink, picture, repeats);
                _wasConnected |= sink.IsConnected;
                if (_isKnownLost && sink.IsConnected)
                    ReportSending();
            }
        }
        finally
        {
            _sink = null;
        }
    }

    /// <summary>How often the picture before is repeated first; null: the frame has no slot.</summary>
    private long? Place(long capturedAt, ref ClipSchedule? schedule, bool isPaced)
    {
        if (schedule is null || !isPaced)
        {
            schedule ??= new ClipSchedule(_rate, capturedAt);
            return 0;
        }
        var repeats = schedule.Place(capturedAt);
        if (!(repeats > MostRepeats))
            return repeats;
        // The target did not take pictures for a while. What it has missed is not sent later: the receiver would lag from then on.
        schedule = new ClipSchedule(_rate, capturedAt);
        return 0;
    }

    /// <summary>Of a picture in a row: a second of the stream.</summary>
    private long MostRepeats => (long)Math.Ceiling(Lateness.TotalSeconds * _rate.PerSecond);

    private void Write(IOutputSink sink, YuvPicture picture, long times)
    {
        for (; times > 0 && !_stop.IsSet; times--)
        {
            Interlocked.Exchange(ref _writingSince, Stopwatch.GetTimestamp());
            try
            {
                sink.Write(picture.Planes);
            }
            finally
            {
                Interlocked.Exchange(ref _writingSince, 0);
            }
            Interlocked.Increment(ref _written);
        }
    }

    /// <summary>
    /// A receiver that takes no pictures any more has hung, and a server that does not answer may never do so: the connection is cut, so
    /// that it is made anew. A receiver that is waited for, because it calls, may take its time.
    /// </summary>
    private void CutWhenHung()
    {
        if (_sink is not { } sink || Interlocked.Read(ref _writingSince) is not (> 0 and var since))
            return;
        var isConnected = sink.IsConnected;
        var longest = isConnected ? _longestWrite : ConnectFactor * _longestWrite;
        if ((!isConnected && _target.WaitsForCaller) || Stopwatch.GetElapsedTime(since) <= longest)
            return;
        _cutBecause = FormattableString.Invariant(
            $"{(isConnected ? "no picture was taken for" : "there was no answer within")} {longest.TotalSeconds:0.#} s");
        sink.Abort();
    }

    private void ReportLost(string reason)
    {
        _failures++;
        _message = reason.TrimEnd('.');
        if (_isKnownLost)
            return;
        _isKnownLost = true;
        _notices.OnNext(Notice.Warning("output-lost", $"Sending to {_target.Redacted} failed: {_message}. It is tried again."));
    }

    private void ReportSending()
    {
        _isKnownLost = false;
        _message = null;
        _notices.OnNext(Notice.Info("output-sending", $"Sending to {_target.Redacted} works again."));
    }
}
