using System.Diagnostics;
using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Lens;

namespace P2IKT.Live.Capture.Streams;

/// <summary>
/// A camera or a network stream. A loss is reported by <see cref="FrameSource.Connection"/>, the handle is released at
/// once, and opening is tried again, less and less often, until it succeeds or the source is disposed.
/// </summary>
/// <remarks>
/// A stream that costs as much unwatched as watched, because somebody has to decode all of it, is closed when nobody has wanted its
/// frames for some seconds, and opened again when somebody does.
/// </remarks>
internal sealed class LiveVideoSource : FrameSource
{
    private const int MaxConsecutiveBadFrames = 30; // in a row: a camera that sends only broken pictures for a second counts as lost
    private static readonly double[] RetrySeconds = [0.5, 1, 2, 5, 10];
    // A page that is loaded again need not wait for a camera.
    private static readonly TimeSpan UnwantedUntilClosed = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DemandPoll = TimeSpan.FromSeconds(0.2); // little beside what opening takes
    private readonly Func<CancellationToken, ILiveReader> _open;
    private readonly SourceOptions _options;
    private readonly bool _closesUnwanted;
    private readonly FramePools _pools;
    private ILiveReader? _reader;
    private int _attempt;

    public LiveVideoSource(
        SourceDescription description, ILiveReader reader, Func<CancellationToken, ILiveReader> open, SourceOptions options,
        ICameraControls? camera = null, bool closesUnwanted = false, ILensDrive? lens = null)
    {
        _closesUnwanted = closesUnwanted;
        (Camera, Lens) = (camera, lens);
        Description = description;
        _reader = reader;
        _open = open;
        _options = options;
        _pools = new FramePools(options.PoolFrames, PixelFormat.Bgr24, options.Ledger);
        _pools.For(reader.Size);
    }

    public override SourceDescription Description { get; }

    public override ICameraControls? Camera { get; }

    public override ILensDrive? Lens { get; }

    public override int Outstanding => _pools.Outstanding;

    protected override void Capture(CancellationToken stop)
    {
        using var pacer = new Pacer(_options.TimeProvider, stop);
        while (true)
        {
            var began = _options.TimeProvider.GetTimestamp();
            var isUnwanted = _reader is not null && Play(_reader, stop);
            stop.ThrowIfCancellationRequested();
            if (_reader is { Answers: true } && _options.TimeProvider.GetElapsedTime(began) >= TimeSpan.FromSeconds(RetrySeconds[^1]))
                _attempt = 0; // it was back for good, though it may have shown no picture
            _reader?.Dispose();
            _reader = null;
            if (isUnwanted)
            {
                Report(ConnectionState.Idle);
                while (Demand is { IsWanted: false })
                    pacer.Wait(DemandPoll);
            }
            else
            {
                Report(ConnectionState.Lost);
                pacer.Wait(TimeSpan.FromSeconds(RetrySeconds[Math.Min(_attempt++, RetrySeconds.Length - 1)]));
            }
            _reader = TryOpen(stop);
            if (_reader is { Answers: true })
                Report(ConnectionState.Connected);
        }
    }

    protected override void Close()
    {
        _reader?.Dispose();
        (Camera as IDisposable)?.Dispose();
        _pools.Dispose();
    }

    private ILiveReader? TryOpen(CancellationToken stop)
    {
        try
        {
            return _open(stop);
        }
        catch (CaptureException)
        {
            return null; // still away: what it said was said when it was lost
        }
    }

    /// <returns>Whether it ended because nobody wants the frames; else the stream is lost, or stopped.</returns>
    private bool Play(ILiveReader reader, CancellationToken stop)
    {
        var broken = 0;
        var wantedAt = _options.TimeProvider.GetTimestamp();
        while (broken < MaxConsecutiveBadFrames && !stop.IsCancellationRequested && reader.Grab(stop))
        {
            if (Demand is not { IsWanted: false })
                wantedAt = _options.TimeProvider.GetTimestamp();
            else if (_closesUnwanted && _options.TimeProvider.GetElapsedTime(wantedAt) >= UnwantedUntilClosed)
                return true;
            var before = Captured;
            DeliverGrabbed(reader);
            broken = Captured == before ? broken + 1 : 0;
            if (broken > 0)
            {
                CountBroken();
                continue;
            }
            _attempt = 0; // only a frame proves that it is back: some devices open and then stay dumb
            Report(ConnectionState.Connected);
        }
        return false;
    }

    private void DeliverGrabbed(ILiveReader reader)
    {
        var now = Stopwatch.GetTimestamp();
        var size = reader.Size;
        if (!Deliver(_pools.For(size), now, reader, static (draft, from) => from.Retrieve(draft)) && reader.Size != size)
            Deliver(_pools.For(reader.Size), now, reader, static (draft, from) => from.TryCopyNewest(draft));
    }
}
