using System.Diagnostics;
using Microsoft.Extensions.Logging;
using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Overlays;

namespace P2IKT.Live.Preview.Live;

/// <summary>
/// Takes the newest deblurred frame. Its own thread encodes the parts that waiting viewers want, once for all of them. While no viewer
/// waits, it only keeps the frame.
/// </summary>
/// <remarks>It keeps the last frame after the end of the stream, so that a viewer that connects later still sees a picture.</remarks>
internal sealed class EncoderLoop : IObserver<DeblurredFrame>, IDisposable
{
    private readonly Mailbox<DeblurredFrame> _mailbox = new(1);
    private readonly AutoResetEvent _wake = new(false);
    private readonly EncodedFramePool _pool = new();
    private readonly FrameEncoder _encoder;
    private readonly ILogger? _log;
    private readonly FrameDemand? _demand;
    private readonly Thread _thread;
    private long _usualTicks; // written by the encoder's thread
    private volatile bool _hasFrame;
    private volatile bool _stopping;

    /// <param name="encoder">Encodes the frames; disposed with the loop.</param>
    /// <param name="demand">Gets the demand for frames while a viewer is connected; null when frames come in any case.</param>
    /// <param name="log">Gets failures to encode; null logs nothing.</param>
    public EncoderLoop(FrameEncoder encoder, FrameDemand? demand, ILogger? log)
    {
        _demand = demand;
        _encoder = encoder;
        _log = log;
        Slots = new ViewerSlots(demand, () => _wake.Set());
        _thread = new Thread(Run) { Name = "preview encoder", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The viewers.</summary>
    public ViewerSlots Slots { get; }

    /// <summary>The overlay pictures that viewers want.</summary>
    public OverlayTable Overlays => _encoder.Overlays;

    /// <summary>Time to encode one frame, all parts together.</summary>
    public DurationHistogram EncodeTimes { get; } = new();

    /// <summary>Usual time to encode a frame, averaged over the last ones; zero while no viewer is connected.</summary>
    public TimeSpan EncodeTime => Slots.Current.Length == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _usualTicks));

    /// <summary>Whether there is a frame, or one will come once a slot asks for it.</summary>
    public bool MayHaveFrame => _hasFrame || _demand is not null;

    /// <summary>Encoded frames that the encoder or a sender holds.</summary>
    public int Outstanding => _pool.Outstanding;

    /// <inheritdoc/>
    public void OnNext(DeblurredFrame value)
    {
        _mailbox.Post(value.Share());
        _hasFrame = true;
        _wake.Set();
    }

    /// <inheritdoc/>
    public void OnCompleted()
    {
        // The last picture stays; the status reports the end of the stream.
    }

    /// <inheritdoc/>
    public void OnError(Exception error)
    {
        // The last picture stays; the status reports the error.
    }

    /// <summary>Closes the slots, ends the thread and releases the frames it holds.</summary>
    public void Dispose()
    {
        Slots.Close();
        if (_stopping)
            return;
        _stopping = true;
        _wake.Set();
        _thread.Join();
        _mailbox.Dispose();
        _encoder.Dispose();
    }

    private void Run()
    {
        DeblurredFrame? newest = null;
        EncodedFrame? encoded = null;
        long version = 0;
        var overlays = Overlays.Version;
        while (true)
        {
            _wake.WaitOne();
            if (_stopping)
                break;
            if (overlays != (overlays = Overlays.Version)) // a part shows another selection of overlays than before
            {
                encoded?.Release();
                encoded = null;
            }
            if (_mailbox.TryTake(out var next))
            {
                newest?.Dispose();
                newest = next;
                version++;
                encoded?.Release();
                encoded = null;
            }
            // After an idle time the kept frame is stale; a new viewer waits for the next one.
            if (newest is not null && _demand?.HasSkippedSince(newest.Source.CapturedAt) != true)
                Serve(newest, version, ref encoded);
        }
        newest?.Dispose();
        encoded?.Release();
    }

    private void Serve(DeblurredFrame frame, long version, ref EncodedFrame? encoded)
    {
        var slots = Slots.Current;
        var wanted = FrameParts.None;
        foreach (var slot in slots)
            wanted |= slot.PartsToSend(version);
        if (wanted == FrameParts.None)
            return;
        if (encoded is null)
        {
            encoded = _pool.Rent();
            encoded.Begin(version, frame);
        }
        try
        {
            var start = Stopwatch.GetTimestamp();
            if (_encoder.Encode(frame, wanted & ~encoded.Parts, encoded))
                Count(Stopwatch.GetTimestamp() - start);
        }
#pragma warning disable CA1031 // one frame that cannot be encoded must not end the stream, nor the process
        catch (Exception failed)
#pragma warning restore CA1031
        {
            _log?.LogError(failed, "Frame {Sequence} could not be encoded for the preview and was skipped.", frame.Source.Sequence);
        }
        foreach (var slot in slots)
            slot.Offer(encoded);
    }

    private void Count(long ticks)
    {
        EncodeTimes.Record(ticks);
        var usual = _usualTicks == 0 ? ticks : _usualTicks + ((ticks - _usualTicks) / 8);
        Interlocked.Exchange(ref _usualTicks, usual);
    }
}
