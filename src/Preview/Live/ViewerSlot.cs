using System.Diagnostics;
using System.Threading.Tasks.Sources;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Live.Adaptation;
using P2IKT.Live.Preview.Status;

namespace P2IKT.Live.Preview.Live;

/// <summary>
/// Passes frames from the encoder thread to the sender of one viewer. The sender waits for the next frame, the encoder offers the newest.
/// While a viewer has not acknowledged its last frame it gets no other, so frames never queue for it. Of a viewer that says how large it
/// shows the picture, it also chooses size and quality.
/// </summary>
internal sealed class ViewerSlot : IValueTaskSource<EncodedFrame?>
{
    private const double UsualInterval = 1.0 / 30; // seconds, until two frames have come

    private readonly Lock _gate = new();
    private readonly Action _wakeEncoder;
    private readonly bool _acknowledges;
    private readonly PictureForm _fullForm;
    private ManualResetValueTaskSourceCore<EncodedFrame?> _next = new() { RunContinuationsAsynchronously = true };
    private FrameParts _wants;
    private FrameParts _sentWants; // that the last frame sent has, packed or not
    private PictureControl? _control; // null: the viewer always gets the full form
    private SceneMotion _motion;
    private bool _viewHasChanged; // since the last frame
    private PictureRequest _sent;
    private FrameSize _frameSize; // of the last frame
    private long _sentVersion = -1;
    private long _sentSequence;
    private Delivery _delivery;
    private double? _latency;
    private bool _unacknowledged;
    private bool _waiting;
    private bool _closed;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="wants">What the viewer wants of each frame until it says otherwise.</param>
    /// <param name="acknowledges">Whether the next frame waits for <see cref="Acknowledge"/> of the last.</param>
    /// <param name="fullForm">The form of pictures that nothing limits.</param>
    /// <param name="wakeEncoder">Called when the encoder may have work for this slot.</param>
    public ViewerSlot(FrameParts wants, bool acknowledges, PictureForm fullForm, Action wakeEncoder)
    {
        _wants = wants;
        _acknowledges = acknowledges;
        _fullForm = fullForm;
        _wakeEncoder = wakeEncoder;
    }

    /// <summary>What this viewer gets of the last frame. The frame may have more, for other viewers.</summary>
    public PictureRequest Granted => _sent;

    /// <summary>Whether the viewer measures its link, and is told of each frame before it comes.</summary>
    public bool IsMeasured
    {
        get
        {
            lock (_gate)
                return _control is not null;
        }
    }

    /// <summary>What the viewer is sent, and how its link is.</summary>
    public ViewerLink Link
    {
        get
        {
            lock (_gate)
            {
                var picture = Traffic.Size;
                var link = _control?.Link is { Count: > 0 } known ? known : null;
                return new ViewerLink(
                    picture.Width, picture.Height, _sent.Form.Quality, Traffic.PerSecond, 1000 * link?.RoundTrip,
                    link is null ? null : 1 / Math.Max(link.UsualSecondsPerByte(), 1e-9), 1000 * _latency);
            }
        }
    }

    /// <summary>Completes when the slot is closed.</summary>
    public Task Ended => _ended.Task;

    /// <summary>What this viewer has got, and when.</summary>
    public ViewerTraffic Traffic { get; } = new();

    /// <summary>Whether the viewer has got a picture and not acknowledged it for at least this long.</summary>
    public bool IsStalled(TimeSpan limit)
    {
        lock (_gate)
            return _unacknowledged && Traffic.SinceLast >= limit;
    }

    /// <summary>The next frame, which the caller releases; null once the slot is closed. One call at a time, always awaited.</summary>
    public ValueTask<EncodedFrame?> NextAsync()
    {
        lock (_gate)
        {
            if (_closed)
                return ValueTask.FromResult<EncodedFrame?>(null);
            _next.Reset();
            _waiting = true;
        }
        _wakeEncoder();
        return new ValueTask<EncodedFrame?>(this, _next.Version);
    }

    /// <summary>Changes the parts that the viewer wants, from the next frame on.</summary>
    public void Want(FrameParts wants)
    {
        lock (_gate)
            _wants = wants;
        _wakeEncoder();
    }

    /// <summary>The viewer says how large it shows the picture, from the next frame on.</summary>
    public void SetView(ViewerView view)
    {
        lock (_gate)
        {
            _control ??= new PictureControl(_fullForm.Quality);
            _control.SetView(view);
            _viewHasChanged = true;
        }
        _wakeEncoder();
    }

    /// <summary>The last frame begins to be sent.</summary>
    /// <param name="isAnnounced">Whether <c>{"next":SEQ}</c> goes before it.</param>
    /// <param name="bytes">Bytes of its message.</param>
    /// <param name="pictureBytes">Bytes of its pictures.</param>
    public void BeginSending(bool isAnnounced, int bytes, int pictureBytes)
    {
        lock (_gate)
            _delivery = _delivery with { SentAt = Now, IsAnnounced = isAnnounced, Bytes = bytes, PictureBytes = pictureBytes };
    }

    /// <summary>The frame of this number; null when it does not wait for its acknowledgement.</summary>
    public Delivery? Unacknowledged(long sequence)
    {
        lock (_gate)
            return _unacknowledged && sequence == _sentSequence ? _delivery : null;
    }

    /// <summary>The viewer is done with the frame of this number. Any number but that of the last frame sent is ignored.</summary>
    /// <param name="sequence">Number of the frame.</param>
    /// <param name="sample">What that says of its link; null: nothing.</param>
    /// <param name="latency">Seconds from capture to the painted picture; null: it was not painted.</param>
    public void Acknowledge(long sequence, LinkSample? sample, double? latency)
    {
        lock (_gate)
        {
            if (!_unacknowledged || sequence != _sentSequence)
                return;
            _unacknowledged = false;
            _latency = latency ?? _latency;
            if (sample is { } measured)
                _control?.Observe(measured, _motion);
        }
        _wakeEncoder();
    }

    /// <summary>Ends the wait, and every later one, without a frame.</summary>
    public void Close()
    {
        _ended.TrySetResult();
        lock (_gate)
        {
            _closed = true;
            if (!_waiting)
                return;
            _waiting = false;
        }
        _next.SetResult(null);
    }

    /// <summary>What of the newest frame is to be encoded for this slot; no parts when it does not wait, or has that frame.</summary>
    /// <param name="version">The frame's.</param>
    /// <param name="frame">Its size.</param>
    /// <param name="motion">What the scene does.</param>
    public PictureRequest Request(long version, FrameSize frame, SceneMotion motion)
    {
        lock (_gate)
        {
            if (!_waiting || _unacknowledged || _wants == FrameParts.None)
                return default;
            var form = _control?.Choose(frame, motion) ?? _fullForm;
            // A frame that the viewer has is due again when it wants more of it: the source of a paused stream, or a better picture.
            var isDue = version == _sentVersion
                ? (_wants & ~_sentWants) != 0 || IsBetter(form, motion)
                : motion != SceneMotion.Still || !(Now < _control?.StillNotBefore);
            if (!isDue)
                return default;
            var isPacked = _control?.IsSlow == true && _wants.HasFlag(FrameParts.Maps);
            return new PictureRequest(isPacked ? (_wants & ~FrameParts.Maps) | FrameParts.PackedMaps : _wants, form);
        }
    }

    /// <summary>Whether the viewer gets something once the source stands still: a better picture, or a frame that was held back.</summary>
    public bool WaitsForStanding(long version)
    {
        lock (_gate)
        {
            if (_control is null || _wants == FrameParts.None)
                return false;
            return version != _sentVersion || IsBetter(_control.Choose(_frameSize, SceneMotion.Standing), SceneMotion.Standing);
        }
    }

    /// <summary>Passes the frame to the viewer if it still waits for it.</summary>
    /// <param name="frame">The frame, with all parts of the request.</param>
    /// <param name="request">What the viewer gets of it.</param>
    /// <param name="motion">What the scene does.</param>
    public void Offer(EncodedFrame frame, PictureRequest request, SceneMotion motion)
    {
        lock (_gate)
        {
            if (!_waiting || _unacknowledged)
                return;
            frame.Retain();
            var (capturedAt, versions) = (Seconds(frame.CapturedAt), frame.Version - _sentVersion);
            var interval = _sentVersion < 0 ? UsualInterval
                : versions == 0 ? _delivery.FrameInterval : (capturedAt - _delivery.CapturedAt) / versions;
            _delivery = new Delivery(capturedAt, double.NaN, false, 0, 0, request.Form, interval)
            {
                HasPackedMaps = request.Parts.HasFlag(FrameParts.PackedMaps),
            };
            (_sent, _sentVersion, _sentSequence, _frameSize) = (request, frame.Version, frame.Sequence, frame.Size);
            (_motion, _viewHasChanged, _unacknowledged, _waiting) = (motion, false, _acknowledges, false);
            _sentWants = request.Parts.HasFlag(FrameParts.PackedMaps) ? request.Parts | FrameParts.Maps : request.Parts;
            Traffic.Add(frame, request);
        }
        _next.SetResult(frame);
    }

    /// <inheritdoc/>
    public EncodedFrame? GetResult(short token) => _next.GetResult(token);

    /// <inheritdoc/>
    public ValueTaskSourceStatus GetStatus(short token) => _next.GetStatus(token);

    /// <inheritdoc/>
    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _next.OnCompleted(continuation, state, token, flags);

    private static double Now => Seconds(Stopwatch.GetTimestamp());

    private static double Seconds(long ticks) => ticks / (double)Stopwatch.Frequency;

    private bool IsBetter(PictureForm form, SceneMotion motion) => motion == SceneMotion.Standing
        ? form.Cost > _sent.Form.Cost
        : _viewHasChanged && form.Eighths > _sent.Form.Eighths;
}
