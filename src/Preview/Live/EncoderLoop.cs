using System.Diagnostics;
using Microsoft.Extensions.Logging;
using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Live.Adaptation;
using P2IKT.Live.Preview.Overlays;

namespace P2IKT.Live.Preview.Live;

/// <summary>
/// Takes the newest deblurred frame. Its own thread encodes the parts that waiting viewers want, once for all that want them in the same
/// form. While no viewer waits, it only keeps the frame.
/// </summary>
/// <remarks>It keeps the last frame after the end of the stream, so that a viewer that connects later still sees a picture.</remarks>
internal sealed class EncoderLoop : IObserver<DeblurredFrame>, IDisposable
{
    private const double EnoughStill = 0.95, LeastStill = 0.85; // of the picture, for a still scene to begin and to go on
    private static readonly TimeSpan StandingAfter = TimeSpan.FromMilliseconds(300); // without a frame

    private readonly Mailbox<DeblurredFrame> _mailbox = new(1);
    private readonly AutoResetEvent _wake = new(false);
    private readonly EncodedFramePool _pool = new();
    private readonly FrameEncoder _encoder;
    private readonly ILogger? _log;
    private readonly FrameDemand? _demand;
    private readonly Thread _thread;
    private PictureRequest[] _requests = new PictureRequest[4]; // of each slot
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
        Slots = new ViewerSlots(encoder.FullForm, demand, () => _wake.Set());
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
    public TimeSpan EncodeTime =>
        Slots.Current.Length == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _usualTicks));

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
        _pool.Dispose();
    }

    private void Run()
    {
        DeblurredFrame? newest = null;
        EncodedFrame? encoded = null;
        long version = 0;
        var (motion, takenAt, wait) = (SceneMotion.Moving, 0L, Timeout.InfiniteTimeSpan);
        var overlays = Overlays.Version;
        while (true)
        {
            _wake.WaitOne(wait);
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
                takenAt = Stopwatch.GetTimestamp();
                var enough = motion == SceneMotion.Still ? LeastStill : EnoughStill;
                motion = next.StillShare >= enough ? SceneMotion.Still : SceneMotion.Moving;
            }
            wait = Timeout.InfiniteTimeSpan;
            // After an idle time the kept frame is stale; a new viewer waits for the next one.
            if (newest is null || _demand?.HasSkippedSince(newest.Source.CapturedAt) == true)
                continue;
            var rest = StandingAfter - Stopwatch.GetElapsedTime(takenAt);
            Serve(newest, version, rest > TimeSpan.Zero ? motion : SceneMotion.Standing, ref encoded);
            if (rest > TimeSpan.Zero && AnyWaitsForStanding(version))
                wait = rest;
        }
        newest?.Dispose();
        encoded?.Release();
    }

    private bool AnyWaitsForStanding(long version)
    {
        foreach (var slot in Slots.Current)
        {
            if (slot.WaitsForStanding(version))
                return true;
        }
        return false;
    }

    private void Serve(DeblurredFrame frame, long version, SceneMotion motion, ref EncodedFrame? encoded)
    {
        var slots = Slots.Current;
        if (_requests.Length < slots.Length)
            _requests = new PictureRequest[2 * slots.Length];
        var wanted = FrameParts.None;
        for (var i = 0; i < slots.Length; i++)
            wanted |= (_requests[i] = slots[i].Request(version, frame.Source.Size, motion)).Parts;
        if (wanted == FrameParts.None)
            return;
        if (encoded is null)
        {
            encoded = _pool.Rent();
            encoded.Begin(version, frame);
        }
        long ticks = 0;
        foreach (var eighths in PictureForm.Scales) // small pictures first: those who wait for a large one hardly notice
        {
            for (var i = 0; i < slots.Length; i++)
            {
                if (_requests[i] is { Parts: not FrameParts.None, Form: var form } && form.Eighths == eighths)
                    ticks += Serve(slots[i], _requests[i], frame, motion, encoded);
            }
        }
        if (ticks > 0)
            Count(ticks);
    }

    // Encodes what a slot wants and passes it on before the next slot is served. Returns the time to encode; 0: another slot had it done.
    private long Serve(ViewerSlot slot, PictureRequest request, DeblurredFrame frame, SceneMotion motion, EncodedFrame encoded)
    {
        long ticks = 0;
        try
        {
            var start = Stopwatch.GetTimestamp();
            if (_encoder.Encode(frame, encoded.Missing(request.Parts, request.Form), request.Form, encoded))
                ticks = Math.Max(1, Stopwatch.GetTimestamp() - start);
        }
#pragma warning disable CA1031 // one frame that cannot be encoded must not end the stream, nor the process
        catch (Exception failed)
#pragma warning restore CA1031
        {
            _log?.LogError(failed, "Frame {Sequence} could not be encoded for the preview and was skipped.", frame.Source.Sequence);
        }
        if (encoded.Missing(request.Parts, request.Form) == FrameParts.None)
            slot.Offer(encoded, request, motion);
        return ticks;
    }

    private void Count(long ticks)
    {
        EncodeTimes.Record(ticks);
        var usual = _usualTicks == 0 ? ticks : _usualTicks + ((ticks - _usualTicks) / 8);
        Interlocked.Exchange(ref _usualTicks, usual);
    }
}
