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
/// Frames wait for the encoder in a <see cref="FrameBacklog"/>, which holds the pre-roll while nothing is recorded. A recording is one
/// <see cref="RecordingSession"/>. All members may be called on any thread.
/// </remarks>
public sealed class ClipRecorder : IAsyncDisposable
{
    private const int MaxLabelLength = 200;

    private readonly ClipOptions _options;
    private readonly Func<ClipOrigin> _origin;
    private readonly FrameBacklog _frames;
    private readonly ISubject<Notice> _notices = Subject.Synchronize(new Subject<Notice>()); // clips are closed on several threads
    private readonly IDisposable _subscription;
    private readonly Lock _starting = new(); // one start at a time; held for as long as a disk takes
    private volatile RecordingSession? _session; // the present one, or the last
    private volatile RecordingSession? _sessionOfFile; // that of the last StartAtAsync
    private volatile string? _message;
    private bool _disposed; // guarded by _starting
    private long _started;

    /// <summary>Subscribes to the deblurred frames.</summary>
    /// <param name="frames">Lent during <c>OnNext</c>, which never blocks. Its end closes the clip.</param>
    /// <param name="origin">What the sidecars say of source and network; called when a clip begins.</param>
    /// <param name="options">How to record. The stream's pools must have <see cref="ClipOptions.MaxHeldFrames"/> buffers for it.</param>
    public ClipRecorder(IObservable<DeblurredFrame> frames, Func<ClipOrigin> origin, ClipOptions options)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(options);
        (_options, _origin) = (options, origin);
        _frames = new FrameBacklog(options, origin().FramesPerSecond);
        _notices.Subscribe(notice => _message = notice.Text);
        _subscription = frames.Subscribe(_frames.Post, _ => _frames.Complete(), _frames.Complete);
    }

    /// <summary>What the user should know; on any thread, one at a time.</summary>
    public IObservable<Notice> Notices => _notices;

    /// <summary>Deblurred frames in all clips so far, repetitions not counted.</summary>
    public long Recorded => _session?.Recorded ?? 0;

    /// <summary>Recordings begun so far.</summary>
    public long Started => Interlocked.Read(ref _started);

    /// <summary>What ended the last recording before its time, or before its first frame; null when nothing did.</summary>
    public RecordingException? Failure => _session?.Failure;

    /// <summary>The same of the last recording that <see cref="StartAtAsync"/> has begun, whatever is recorded after it.</summary>
    public RecordingException? FailureOfFile => _sessionOfFile?.Failure;

    /// <summary>
    /// Full path of the clip being recorded, or of the last one; null before the first, and when the last recording has no clip.
    /// </summary>
    public string? ClipPath => _session?.ClipPath;

    /// <summary>The present state.</summary>
    public RecorderState State
    {
        get
        {
            var session = _session;
            var (clip, path, phase) = (session?.Clip, session?.ClipPath, session?.Phase ?? RecorderPhase.Idle);
            var (bytes, seconds) = (clip?.Bytes ?? 0, clip?.Seconds ?? 0);
            var rate = seconds > 1 ? bytes / seconds : 0;
            var folder = _options.FolderNow;
            var free = path is null ? ClipPreconditions.FreeIn(folder) : DiskSpace.FreeAt(path);
            return new RecorderState
            {
                Phase = phase,
                Folder = folder,
                Clip = Path.GetFileName(path),
                Seconds = Math.Round(seconds, 2),
                Bytes = bytes,
                Frames = clip?.Counts ?? new ClipCounts(),
                Marks = clip?.Marks ?? 0,
                DiskFree = free,
                DiskSecondsLeft = phase == RecorderPhase.Recording && rate > 0 && free is { } room
                    ? Math.Round(Math.Max(0, room - DiskSpace.Reserve(rate)) / rate) : null,
                PreRollSeconds = _options.PreRoll.TotalSeconds,
                KeepsSource = _options.KeepSource,
                Message = _message,
            };
        }
    }

    /// <summary>Begins a clip in the folder of the options.</summary>
    /// <param name="name">Its name without extension; null for one after the time. A number is added when it is taken.</param>
    /// <param name="stop">Cancels the start before the clip has begun.</param>
    /// <exception cref="RecordingException">One is being recorded, the name is not allowed, or nothing can be written there.</exception>
    public async Task StartAsync(string? name = null, CancellationToken stop = default)
    {
        if (name is not null && !ClipNames.IsAllowed(name))
            throw new RecordingException(FaultKind.WrongUsage,
                $"A clip cannot be named '{name}': use letters, digits, blanks and dashes, no path.");
        await ClipPreconditions.RequireEncoderAsync(_options, stop).ConfigureAwait(false);
        var folder = _options.FolderNow;
        Begin(folder, () => ClipNames.TakeFree(
            folder, name ?? _options.NextName?.Invoke() ?? ClipNames.At(DateTimeOffset.Now), _options.Codec.Extensions[0]));
    }

    /// <summary>Begins a clip in a certain file.</summary>
    /// <param name="path">Its extension chooses the container.</param>
    /// <param name="stop">Cancels the start before the clip has begun.</param>
    /// <exception cref="RecordingException">One is being recorded, the file is there and may not be replaced, or it cannot be
    /// written.</exception>
    public async Task StartAtAsync(string path, CancellationToken stop = default)
    {
        var full = Path.GetFullPath(path);
        ClipPreconditions.RequireExtension(full, path, _options);
        await ClipPreconditions.RequireEncoderAsync(_options, stop).ConfigureAwait(false);
        _sessionOfFile = Begin(Path.GetDirectoryName(full)!, () => ClipPreconditions.Take(full, path, _options));
    }

    /// <summary>
    /// Ends the clip with what was captured by now, and waits until its file is complete. Does nothing when none is recorded. Of a
    /// recording that ends before its first frame there is no clip: see <see cref="Failure"/>.
    /// </summary>
    public async Task StopAsync(CancellationToken stop = default)
    {
        if (_session is not { } session)
            return;
        session.Stop();
        await session.Completion.WaitAsync(stop).ConfigureAwait(false);
    }

    /// <summary>Marks this moment in the clip.</summary>
    /// <param name="label">The text of the mark; control characters are left out, and what is beyond 200 characters.</param>
    /// <returns>False when nothing is being recorded.</returns>
    public bool Mark(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        return _session?.Mark(string.Concat(label.Where(static c => !char.IsControl(c)).Take(MaxLabelLength)).Trim()) ?? false;
    }

    /// <summary>Closes the clip and releases every frame.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_starting)
        {
            if (_disposed)
                return;
            _disposed = true;
        }
        _subscription.Dispose();
        await StopAsync().ConfigureAwait(false);
        _frames.Dispose();
        _notices.OnCompleted();
    }

    private RecordingSession Begin(string folder, Func<string> takeFile)
    {
        lock (_starting)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var last = _session;
            if (last is { Phase: RecorderPhase.Recording })
                throw new RecordingException($"'{Path.GetFileName(last.ClipPath)}' is being recorded already: stop it first.");
            if (last is { Phase: RecorderPhase.Closing })
                throw new RecordingException("The last clip is still being closed: wait a moment.");
            if (_frames.IsFinished)
                throw new RecordingException("The stream has ended: there is nothing to record.");
            ClipPreconditions.RequireRoom(folder);
            AtomicFile.Sweep(folder); // what a run that was killed has left
            string path;
            try
            {
                path = takeFile();
            }
            catch (Exception refused) when (
                refused is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                var reason = refused.Message.TrimEnd('.');
                throw new RecordingException(
                    FaultKind.WrongUsage, $"No clip can be written into '{folder}' ({reason}): choose another folder.", refused)
                {
                    Subject = folder,
                };
            }
            _message = null;
            var session = RecordingSession.Start(_frames, path, _options, _origin, _notices, last?.Recorded ?? 0);
            _session = session;
            Interlocked.Increment(ref _started);
            return session;
        }
    }
}
