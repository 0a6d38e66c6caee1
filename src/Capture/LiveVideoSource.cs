using System.Diagnostics;
using P2IKT.Live.Capture.Gphoto2;

namespace P2IKT.Live.Capture;

/// <summary>
/// A camera or a network stream. A loss is told by <see cref="FrameSource.Connection"/>, the handle is released at
/// once, and opening is tried again, less and less often, until it succeeds or the source is disposed.
/// </summary>
internal sealed class LiveVideoSource : FrameSource
{
    private const int BrokenUntilLost = 30; // in a row: a camera that sends only rubbish for a second is as good as gone
    private static readonly double[] RetrySeconds = [0.5, 1, 2, 5, 10];
    private readonly Func<CancellationToken, ILiveReader> _open;
    private readonly SourceOptions _options;
    private readonly FramePools _pools;
    private ILiveReader? _reader;
    private int _attempt;

    public LiveVideoSource(
        SourceDescription description, ILiveReader reader, Func<CancellationToken, ILiveReader> open, SourceOptions options, TetheredCamera? camera = null)
    {
        Camera = camera;
        Description = description;
        _reader = reader;
        _open = open;
        _options = options;
        _pools = new FramePools(options.PoolFrames, PixelFormat.Bgr24, options.Ledger);
        _pools.For(reader.Size);
    }

    public override SourceDescription Description { get; }

    public override TetheredCamera? Camera { get; }

    public override int Outstanding => _pools.Outstanding;

    protected override void Capture(CancellationToken stop)
    {
        using var pacer = new Pacer(_options.TimeProvider, stop);
        while (true)
        {
            if (_reader is not null)
                Play(_reader, stop);
            stop.ThrowIfCancellationRequested();
            if (_reader is not null)
            {
                _reader.Dispose();
                _reader = null;
                Report(ConnectionState.Lost);
            }
            pacer.Wait(TimeSpan.FromSeconds(RetrySeconds[Math.Min(_attempt++, RetrySeconds.Length - 1)]));
            _reader = TryOpen(stop);
        }
    }

    protected override void Close()
    {
        _reader?.Dispose();
        Camera?.Dispose();
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

    private void Play(ILiveReader reader, CancellationToken stop)
    {
        var broken = 0;
        while (broken < BrokenUntilLost && !stop.IsCancellationRequested && reader.Grab(stop))
        {
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
    }

    private void DeliverGrabbed(ILiveReader reader)
    {
        var now = Stopwatch.GetTimestamp();
        var size = reader.Size;
        if (!Deliver(_pools.For(size), now, reader, static (draft, from) => from.Retrieve(draft)) && reader.Size != size)
            Deliver(_pools.For(reader.Size), now, reader, static (draft, from) => from.CopyMoved(draft));
    }
}
