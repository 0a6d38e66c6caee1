using System.Reactive.Subjects;
using P2IKT.Live.Capture.Files;
using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Clips;

/// <summary>
/// Records clips of the deblurred stream. Every frame that the stage makes while a clip is recorded goes to the encoder, in its
/// time slot; what cannot be kept is counted in the clip's sidecar. The stream is never held up, and never ended, by recording.
/// </summary>
/// <remarks>
/// Frames wait in a mailbox for the encoder's thread; while nothing is recorded the same mailbox holds the pre-roll. Its methods
/// may be called on any thread.
/// </remarks>
public sealed class ClipRecorder : IAsyncDisposable
{
    private readonly ClipOptions _options;
    private readonly Func<ClipOrigin> _facts;
    private readonly Mailbox<RecordedFrame> _mailbox;
    private readonly int _preRollFrames;
    private readonly Subject<Notice> _notices = new();
    private readonly IDisposable _subscription;
    private readonly Lock _commands = new(); // what begins and ends; may be held for as long as a disk takes
    private readonly Lock _gate = new(); // who reads the mailbox: the recording's thread, or the trimming in Take; never held for long
    private RecordingRun? _run; // the present one, or the last
    private RecorderPhase _phase;
    private bool _isTaking; // the recording's thread reads the mailbox
    private readonly IDisposable? _wantedForPreRoll;
    private IDisposable? _wanted;
    private string? _path;
    private string? _message;
    private long _recordedBefore;
    private bool _disposed;

    /// <summary>Subscribes to the deblurred frames.</summary>
    /// <param name="frames">Lent during <c>OnNext</c>, which never blocks. Its end closes the clip.</param>
    /// <param name="facts">What the sidecars say of source and network; called when a clip begins.</param>
    /// <param name="options">How to record. The stream's pools must have <see cref="ClipOptions.MaxHeldFrames"/> buffers for it.</param>
    public ClipRecorder(IObservable<DeblurredFrame> frames, Func<ClipOrigin> facts, ClipOptions options)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(options);
        (_options, _facts) = (options, facts);
        _preRollFrames = options.PreRollFrames(facts().FramesPerSecond);
        _mailbox = new Mailbox<RecordedFrame>(options.Depth + _preRollFrames);
        _wantedForPreRoll = _preRollFrames > 0 ? options.Demand?.Want() : null;
        _subscription = frames.Subscribe(Take, _ => _mailbox.Complete(), _mailbox.Complete);
    }

    /// <summary>What the user should know; on any thread, one at a time.</summary>
    public IObservable<Notice> Notices => _notices;

    /// <summary>Deblurred frames in all clips so far, repetitions not counted.</summary>
    public long Recorded
    {
        get
        {
            lock (_commands)
                return _recordedBefore + (_run?.Recorded ?? 0);
        }
    }

    /// <summary>What ended the last recording before its time; null when nothing did.</summary>
    public RecordingException? Failure
    {
        get
        {
            lock (_commands)
                return _run?.Failure;
        }
    }

    /// <summary>Full path of the clip being recorded, or of the last one; null before the first.</summary>
    public string? ClipPath
    {
        get
        {
            lock (_commands)
                return _run?.Clip?.Path ?? _path;
        }
    }

    /// <summary>How it stands now.</summary>
    public RecorderState State
    {
        get
        {
            Clip? clip;
            string? path;
            RecorderPhase phase;
            lock (_commands)
                (clip, path, phase) = (_run?.Clip, _run?.Clip?.Path ?? _path, _phase);
            var (bytes, seconds) = (clip?.Bytes ?? 0, clip?.Seconds ?? 0);
            var rate = seconds > 1 ? bytes / seconds : 0;
            var free = path is null ? ClipPreconditions.FreeIn(_options.Folder) : DiskSpace.FreeAt(path);
            return new RecorderState
            {
                Phase = phase,
                Folder = _options.Folder,
                Clip = Path.GetFileName(path),
                Seconds = Math.Round(seconds, 2),
                Bytes = bytes,
                Frames = clip?.Counts ?? new ClipCounts(),
                Marks = clip?.Marks ?? 0,
                DiskFree = free,
                DiskSecondsLeft = phase == RecorderPhase.Recording && rate > 0 && free is { } room ? Math.Round(Math.Max(0, room - DiskSpace.Reserve(rate)) / rate) : null,
                PreRollSeconds = _options.PreRoll.TotalSeconds,
                KeepsSource = _options.KeepSource,
                Message = _message,
            };
        }
    }

    /// <summary>Begins a clip in the folder of the options.</summary>
    /// <param name="name">Its name without extension; null for one after the time. A number is added when it is taken.</param>
    /// <exception cref="RecordingException">One is being recorded, the name is none, or nothing can be written there.</exception>
    public void Start(string? name = null)
    {
        if (name is not null && !ClipNames.IsAllowed(name))
            throw new RecordingException(FaultKind.WrongUsage, $"A clip cannot be named '{name}': use letters, digits, blanks and dashes, no path.");
        Begin(_options.Folder, () => ClipNames.TakeFree(_options.Folder, name ?? ClipNames.At(DateTimeOffset.Now), _options.Codec.Extensions[0]));
    }

    /// <summary>Begins a clip in a certain file.</summary>
    /// <param name="path">Its extension chooses the container.</param>
    /// <exception cref="RecordingException">One is being recorded, the file is there and may not be replaced, or it cannot be written.</exception>
    public void StartAt(string path)
    {
        var full = Path.GetFullPath(path);
        ClipPreconditions.RequireExtension(full, path, _options);
        Begin(Path.GetDirectoryName(full)!, () => ClipPreconditions.Take(full, path, _options));
    }

    /// <summary>Ends the clip with what was captured by now, and waits until its file is complete. Does nothing when none is recorded.</summary>
    public async Task StopAsync(CancellationToken stop = default)
    {
        RecordingRun? run;
        lock (_commands)
            run = _run;
        if (run is null)
            return;
        run.Stop();
        await run.Ended.WaitAsync(stop);
    }

    /// <summary>Marks this moment in the clip.</summary>
    /// <param name="label">What stands beside it; control characters are left out, and what is beyond 200.</param>
    /// <returns>False when nothing is being recorded.</returns>
    public bool Mark(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        lock (_commands)
        {
            if (_phase != RecorderPhase.Recording)
                return false;
            _run!.Mark(string.Concat(label.Where(static c => !char.IsControl(c)).Take(200)).Trim());
            return true;
        }
    }

    /// <summary>Closes the clip and lets every frame go.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_commands)
        {
            if (_disposed)
                return;
            _disposed = true;
        }
        _subscription.Dispose();
        await StopAsync();
        _wantedForPreRoll?.Dispose();
        _mailbox.Dispose();
        _notices.OnCompleted();
    }

    private void Take(DeblurredFrame frame)
    {
        lock (_gate)
        {
            if (_isTaking || _preRollFrames > 0)
                _mailbox.Post(new RecordedFrame(frame, _options.KeepSource));
            while (!_isTaking && _mailbox.Counts.Waiting > _preRollFrames && _mailbox.TryTake(out var old))
                old.Dispose();
        }
    }

    private void Begin(string folder, Func<string> takeFile)
    {
        lock (_commands)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_phase != RecorderPhase.Idle)
                throw new RecordingException(_phase == RecorderPhase.Recording ? $"'{Path.GetFileName(_run?.Clip?.Path ?? _path)}' is being recorded already: stop it first." : "The last clip is still being closed: wait a moment.");
            ClipPreconditions.RequireEncoder(_options);
            if (_mailbox.IsFinished)
                throw new RecordingException("The stream has ended: there is nothing to record.");
            ClipPreconditions.RequireRoom(folder);
            AtomicFile.Sweep(folder); // what a run that was killed has left
            try
            {
                _path = takeFile();
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                throw new RecordingException(FaultKind.WrongUsage, $"No clip can be written into '{folder}' ({refused.Message.TrimEnd('.')}): choose another folder.", refused);
            }
            _message = null;
            _recordedBefore += _run?.Recorded ?? 0;
            _phase = RecorderPhase.Recording;
            _run = new RecordingRun(_mailbox, _path, _options, _facts, Notify, Drained, Over);
            _wanted = _options.Demand?.Want();
            lock (_gate)
                _isTaking = true;
            _run.Start();
        }
    }

    private void Drained()
    {
        lock (_gate)
            _isTaking = false;
        lock (_commands)
        {
            _wanted?.Dispose();
            _phase = RecorderPhase.Closing;
        }
    }

    private void Over()
    {
        lock (_commands)
            _phase = RecorderPhase.Idle;
    }

    private void Notify(Notice notice)
    {
        _message = notice.Text;
        lock (_notices)
            _notices.OnNext(notice);
    }
}
