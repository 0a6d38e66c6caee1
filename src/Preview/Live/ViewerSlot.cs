using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace P2IKT.Live.Preview.Live;

/// <summary>
/// Passes frames from the encoder thread to the sender of one viewer. The sender waits for the next frame, the encoder offers the newest.
/// While a viewer has not acknowledged its last frame it gets no other, so frames never queue for it.
/// </summary>
internal sealed class ViewerSlot : IValueTaskSource<EncodedFrame?>
{
    private readonly Lock _gate = new();
    private readonly Action _wakeEncoder;
    private readonly bool _acknowledges;
    private ManualResetValueTaskSourceCore<EncodedFrame?> _next = new() { RunContinuationsAsynchronously = true };
    private FrameParts _wants;
    private FrameParts _sentParts;
    private long _sentVersion = -1;
    private long _sentSequence;
    private long _sentCapturedAt;
    private bool _unacknowledged;
    private bool _waiting;
    private bool _closed;

    /// <param name="wants">What the viewer wants of each frame until it says otherwise.</param>
    /// <param name="acknowledges">Whether the next frame waits for <see cref="Acknowledge"/> of the last.</param>
    /// <param name="wakeEncoder">Called when the encoder may have work for this slot.</param>
    public ViewerSlot(FrameParts wants, bool acknowledges, Action wakeEncoder)
    {
        _wants = wants;
        _acknowledges = acknowledges;
        _wakeEncoder = wakeEncoder;
    }

    /// <summary>Parts of the last frame that this viewer gets. The frame may have more, for other viewers.</summary>
    public FrameParts Granted => _sentParts;

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

    /// <summary>Capture time of the frame of this number; null when that frame does not wait for its acknowledgement.</summary>
    public long? CaptureTimeOfUnacknowledged(long sequence)
    {
        lock (_gate)
            return _unacknowledged && sequence == _sentSequence ? _sentCapturedAt : null;
    }

    /// <summary>The viewer is done with the frame of this number. Any number but that of the last frame sent is ignored.</summary>
    public void Acknowledge(long sequence)
    {
        lock (_gate)
        {
            if (!_unacknowledged || sequence != _sentSequence)
                return;
            _unacknowledged = false;
        }
        _wakeEncoder();
    }

    /// <summary>Ends the wait, and every later one, without a frame.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            if (!_waiting)
                return;
            _waiting = false;
        }
        _next.SetResult(null);
    }

    /// <summary>Parts of the newest frame to encode for this slot; none when it does not wait, or has that frame.</summary>
    public FrameParts PartsToSend(long version)
    {
        lock (_gate)
            return IsDue(version) ? _wants : FrameParts.None;
    }

    /// <summary>Passes the frame to the viewer if it waits and the frame has all parts that it wants.</summary>
    public void Offer(EncodedFrame frame)
    {
        lock (_gate)
        {
            if (!IsDue(frame.Version) || (_wants & ~frame.Parts) != 0)
                return;
            frame.Retain();
            _sentParts = _wants;
            _sentVersion = frame.Version;
            _sentSequence = frame.Sequence;
            _sentCapturedAt = frame.CapturedAt;
            _unacknowledged = _acknowledges;
            _waiting = false;
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

    // A frame that the viewer has is due again when it wants more parts of it: the source picture of a paused stream.
    private bool IsDue(long version) =>
        _waiting && !_unacknowledged && _wants != FrameParts.None && (version != _sentVersion || (_wants & ~_sentParts) != 0);
}
