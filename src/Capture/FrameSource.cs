using System.Diagnostics;
using System.Reactive.Subjects;

namespace P2IKT.Live.Capture;

/// <summary>
/// A camera, a file or a generator as a hot stream of frames with a connection state. The capture loop runs on one thread of
/// its own between <see cref="Start"/> and <see cref="DisposeAsync"/>.
/// </summary>
/// <remarks>
/// <para>Opening happens in the derived class's factory, so a constructed source knows its size and is ready to deliver.</para>
/// <para><see cref="Frames"/> lends its frames (see <see cref="Frame"/>): it completes when the stream ends, and errs with
/// <see cref="CaptureException"/> only when the camera is gone for good. A transient loss is retried inside the source and
/// told by <see cref="Connection"/>.</para>
/// </remarks>
public abstract class FrameSource : IAsyncDisposable
{
    private readonly Subject<Frame> _frames = new();
    private readonly BehaviorSubject<ConnectionState> _connection = new(ConnectionState.Connected);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _thread;
    private long _captured;
    private long _dropped;
    private int _disposed;

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

    /// <summary>Buffers of the pool that are out; zero when every owner has disposed its frames.</summary>
    public abstract int Outstanding { get; }

    /// <summary>Completes when the capture loop has ended, in whichever way; never faults.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Begins to deliver. Subscribe to <see cref="Frames"/> first: the stream is hot.</summary>
    /// <exception cref="InvalidOperationException">It was started already.</exception>
    public void Start()
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        if (_thread is not null)
            throw new InvalidOperationException("The source was started already.");
        _thread = new Thread(Run) { Name = $"capture {Description.Name}", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Stops the loop, waits for it, and releases the device.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _stop.CancelAsync();
        if (_thread is not null)
            await _ended.Task;
        Close();
        _frames.Dispose();
        _connection.Dispose();
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Delivers frames through <see cref="Deliver"/> until the stream ends (return), it fails for good
    /// (<see cref="CaptureException"/>) or <paramref name="stop"/> is cancelled. Runs on the capture thread.
    /// </summary>
    protected abstract void Capture(CancellationToken stop);

    /// <summary>Releases the device; called once, after the loop has ended.</summary>
    protected abstract void Close();

    /// <summary>Counts a picture, fills a buffer of <paramref name="pool"/> with it, and lends it to the observers.</summary>
    /// <param name="pool">Where the buffer comes from; with none free the picture is dropped and counted.</param>
    /// <param name="capturedAt">Capture time in ticks of <see cref="Stopwatch.GetTimestamp"/>.</param>
    /// <param name="state">Handed to <paramref name="fill"/>, so that it needs no closure.</param>
    /// <param name="fill">Writes the picture into the draft; false when it turns out to be broken: then it never counted.</param>
    protected bool Deliver<TState>(FramePool pool, long capturedAt, TState state, Func<Frame, TState, bool> fill)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(fill);
        if (!pool.TryRent(out var frame))
        {
            Interlocked.Increment(ref _captured);
            Interlocked.Increment(ref _dropped);
            return false;
        }
        using (frame)
        {
            if (!fill(frame, state))
                return false;
            frame.Publish(Interlocked.Increment(ref _captured) - 1, capturedAt);
            _frames.OnNext(frame);
            return true;
        }
    }

    /// <summary>Tells the observers of <see cref="Connection"/> about a change.</summary>
    protected void Report(ConnectionState state)
    {
        if (_connection.Value != state)
            _connection.OnNext(state);
    }

    private void Run()
    {
        try
        {
            Capture(_stop.Token);
            Report(ConnectionState.Ended);
            _frames.OnCompleted();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            Report(ConnectionState.Ended);
            _frames.OnCompleted();
        }
        catch (CaptureException gone)
        {
            Report(ConnectionState.Ended);
            _frames.OnError(gone);
        }
        finally
        {
            _ended.TrySetResult();
        }
    }
}
