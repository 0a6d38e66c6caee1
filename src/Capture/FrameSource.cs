using System.Diagnostics;
using System.Reactive.Subjects;
using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Lens;

namespace P2IKT.Live.Capture;

/// <summary>
/// A camera, a file or a generator as a hot stream of frames with a connection state. The capture loop runs on one thread of
/// its own between <see cref="Start"/> and <see cref="DisposeAsync"/>.
/// </summary>
/// <remarks>
/// <para>Opening happens in the derived class's factory, so a constructed source knows its size and is ready to deliver.</para>
/// <para><see cref="Frames"/> lends its frames (see <see cref="Frame"/>): it completes when the stream ends, and errs with
/// <see cref="CaptureException"/> only when the camera is gone for good. A transient loss is retried inside the source and
/// reported by <see cref="Connection"/>.</para>
/// </remarks>
public abstract class FrameSource : IAsyncDisposable
{
    private readonly Subject<Frame> _frames = new();
    private readonly BehaviorSubject<ConnectionState> _connection = new(ConnectionState.Connected);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Thread? _thread;
    private long _captured;
    private long _dropped;
    private long _broken;
    private bool _disposed;

    /// <summary>What this source is.</summary>
    public abstract SourceDescription Description { get; }

    /// <summary>The frames, lent for the duration of <c>OnNext</c>, on the capture thread.</summary>
    public IObservable<Frame> Frames => _frames;

    /// <summary>The connection state now, and each change of it.</summary>
    public IObservable<ConnectionState> Connection => _connection;

    /// <summary>Pictures that the camera delivered, whether or not there was a buffer for them.</summary>
    public long Captured => Interlocked.Read(ref _captured);

    /// <summary>Pictures that were dropped here because the pool had no free buffer.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Pictures that came damaged, and were left out: the stream goes on without them.</summary>
    public long Broken => Interlocked.Read(ref _broken);

    /// <summary>The controls of a camera that has some; null for any other source.</summary>
    public virtual ICameraControls? Camera => null;

    /// <summary>
    /// The focus drive of a camera that has some, for as long as the source has been started; null for any other source.
    /// </summary>
    public virtual ILensDrive? Lens => null;

    /// <summary>
    /// Who wants the frames, to be set before <see cref="Start"/>: while nobody does, pictures are taken from the camera and counted as
    /// captured, but neither decoded nor lent. Null: somebody always does.
    /// </summary>
    public FrameDemand? Demand { get; set; }

    /// <summary>Buffers of the pool that are out; zero when every owner has disposed its frames.</summary>
    public abstract int Outstanding { get; }

    /// <summary>How long it took to bring one frame into its buffer: decode, convert, copy; waiting for a camera not counted.</summary>
    public DurationHistogram CaptureTimes { get; } = new();

    /// <summary>Completes when the capture loop has ended, in whichever way; never faults, but see <see cref="Failure"/>.</summary>
    public Task Ended => _ended.Task;

    /// <summary>
    /// Why the stream ended, when it was neither played out nor stopped; what <see cref="Frames"/> reported to its observers.
    /// </summary>
    public CaptureException? Failure { get; private set; }

    /// <summary>Begins to deliver. Subscribe to <see cref="Frames"/> first: the stream is hot.</summary>
    /// <exception cref="InvalidOperationException">It was started already.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public void Start()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_thread is not null)
                throw new InvalidOperationException("The source was started already.");
            _thread = new Thread(Run) { Name = $"capture {Description.Name}", IsBackground = true };
            _thread.Start();
        }
    }

    /// <summary>
    /// Asks the loop to end after the current frame, and does not wait: see <see cref="Ended"/>. May be called from anywhere.
    /// </summary>
    public void Stop() => _stop.Cancel();

    /// <summary>
    /// Stops the loop, waits for it, and releases the device. Called from inside <c>OnNext</c> it cannot wait: the loop then ends
    /// once <c>OnNext</c> returns (see <see cref="Ended"/>).
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        bool first;
        lock (_gate)
        {
            first = !_disposed;
            _disposed = true;
        }
        var inside = Thread.CurrentThread == _thread; // asked before the first await moves us to another thread
        if (first)
            await _stop.CancelAsync().ConfigureAwait(false);
        if (first && _thread is null)
            Finish();
        if (!inside)
            await _ended.Task.ConfigureAwait(false);
    }

    /// <summary>
    /// Delivers frames through <see cref="Deliver"/> until the stream ends (return), it fails for good
    /// (<see cref="CaptureException"/>) or <paramref name="stop"/> is cancelled. Runs on the capture thread.
    /// </summary>
    protected abstract void Capture(CancellationToken stop);

    /// <summary>Releases the device and the pool; called once, after the loop has ended, on its thread.</summary>
    protected abstract void Close();

    /// <summary>Counts a picture, fills a buffer of <paramref name="pool"/> with it, and lends it to the observers.</summary>
    /// <param name="pool">Where the buffer comes from; with none free the picture is dropped and counted.</param>
    /// <param name="capturedAt">Capture time in ticks of <see cref="Stopwatch.GetTimestamp"/>.</param>
    /// <param name="state">Handed to <paramref name="fill"/>, so that it needs no closure.</param>
    /// <param name="fill">Writes the picture into the draft; false when it turns out to be broken: then it never counted.</param>
    /// <param name="workSince">When work on this picture began, for <see cref="CaptureTimes"/>; by default now.</param>
    /// <returns>Whether the frame was lent: every captured frame was either lent, dropped, or wanted by nobody.</returns>
    /// <exception cref="CaptureException">An observer threw.</exception>
    protected bool Deliver<TState>(
        FramePool pool, long capturedAt, TState state, Func<Frame, TState, bool> fill, long? workSince = null)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(fill);
        if (Demand is { IsWanted: false })
        {
            SkipFrame(capturedAt);
            return false;
        }
        if (!pool.TryRent(out var frame))
        {
            Interlocked.Increment(ref _captured);
            Interlocked.Increment(ref _dropped);
            return false;
        }
        using (frame)
        {
            var since = workSince ?? Stopwatch.GetTimestamp();
            if (!fill(frame, state))
                return false;
            CaptureTimes.RecordSince(since);
            frame.Publish(Interlocked.Increment(ref _captured) - 1, capturedAt);
            Lend(frame);
            return true;
        }
    }

    /// <summary>Counts a picture that nobody wanted, and that was not so much as fetched for it.</summary>
    /// <param name="capturedAt">When it was due, in ticks of <see cref="Stopwatch.GetTimestamp"/>.</param>
    protected void SkipFrame(long capturedAt)
    {
        Interlocked.Increment(ref _captured);
        Demand?.Skip(capturedAt);
    }

    /// <summary>Counts a picture that came damaged.</summary>
    protected void CountBroken() => Interlocked.Increment(ref _broken);

    /// <summary>Reports a change to the observers of <see cref="Connection"/>.</summary>
    protected void Report(ConnectionState state)
    {
        if (_connection.Value != state)
            _connection.OnNext(state);
    }

    private void Lend(Frame frame)
    {
        try
        {
            _frames.OnNext(frame);
        }
        catch (Exception fault)
        {
            throw new CaptureException(
                $"The stream from {Description.Name} was stopped because a receiver of its frames failed: {fault.Message}", fault);
        }
    }

    private void Run()
    {
        try
        {
            Capture(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Stopped on demand: the end of the stream, not a fault.
        }
        catch (CaptureException gone)
        {
            Failure = gone;
        }
        catch (Exception fault)
        {
            Failure = new CaptureException($"The stream from {Description.Name} failed unexpectedly: {fault.Message}", fault);
        }
        Finish();
    }

    /// <summary>Releases first and reports after, so that an observer may open the same device again.</summary>
    private void Finish()
    {
        IgnoreErrors(Close);
        IgnoreErrors(() => Report(ConnectionState.Ended));
        IgnoreErrors(_connection.OnCompleted);
        IgnoreErrors(Failure is { } gone ? () => _frames.OnError(gone) : _frames.OnCompleted);
        _ended.TrySetResult();
    }

    /// <summary>
    /// An observer without an OnError handler rethrows, on this thread, where nobody could catch it and the process would die.
    /// What ended the stream is in <see cref="Failure"/>; what fails after that changes nothing.
    /// </summary>
    private void IgnoreErrors(Action last)
    {
        try
        {
            last();
        }
        catch (Exception fault)
        {
            Failure ??= new CaptureException($"The stream from {Description.Name} could not be ended cleanly: {fault.Message}", fault);
        }
    }
}
