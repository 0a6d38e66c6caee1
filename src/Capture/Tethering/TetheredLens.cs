using P2IKT.Live.Frames.Lens;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// The lens of a tethered camera. The host says what was done and with which picture it shows. The capture thread says which frame that
/// picture becomes.
/// </summary>
internal sealed class TetheredLens(TetheredCamera camera) : ILensDrive
{
    private const string NotKnownYet = "The camera has just been opened, and its settings are being listed: try again in a moment.";
    private readonly Lock _gate = new();
    private readonly List<HostMessage> _moved = []; // whose picture has not come yet
    private LensDriveTraits? _traits;
    private string? _reason = NotKnownYet;
    private int _waiting; // Count of the above, read without the lock for each frame

    /// <summary>The number that the next frame of the source will have; asked on the capture thread.</summary>
    public Func<long> NextSequence { get; set; } = static () => 0;

    /// <inheritdoc/>
    public LensDriveTraits? Traits
    {
        get
        {
            if (!camera.IsConnected)
                return null;
            lock (_gate)
                return _reason is null ? _traits : null;
        }
    }

    /// <inheritdoc/>
    public string? UnavailableReason
    {
        get
        {
            if (!camera.IsConnected)
                return camera.Absent().Message;
            lock (_gate)
                return _reason;
        }
    }

    /// <inheritdoc/>
    public async Task<LensMove> DriveAsync(int steps, int size, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(steps);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        cancellation.ThrowIfCancellationRequested();
        if (Traits is not { } traits)
            throw camera.IsConnected ? new CaptureException(UnavailableReason ?? NotKnownYet) : camera.Absent();
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(size, traits.Sizes.Count);
        var answer = await camera.OrderAsync(HostMessageType.Drive, new HostMessage { Steps = steps, Size = size }, cancellation)
            .ConfigureAwait(false);
        return new LensMove(answer.Steps, answer.Size, answer.Number, answer.EndStop);
    }

    /// <summary>The host says how the lens can be driven, or why it cannot.</summary>
    public void OnReported(HostMessage note)
    {
        lock (_gate)
            (_traits, _reason) = (note.Lens, note.Text);
    }

    /// <summary>An order was carried out; it is answered when its picture comes.</summary>
    public void OnDriven(HostMessage note)
    {
        lock (_gate)
        {
            _moved.Add(note);
            Volatile.Write(ref _waiting, _moved.Count);
        }
    }

    /// <summary>A picture is about to become a frame; on the capture thread.</summary>
    /// <param name="picture">Its number among those of this host.</param>
    public void OnGrabbed(long picture)
    {
        if (Volatile.Read(ref _waiting) == 0)
            return;
        foreach (var note in Take(note => note.Number <= picture))
            camera.Complete(note with { Number = NextSequence() });
    }

    /// <summary>No picture comes for now.</summary>
    public void OnPaused()
    {
        foreach (var note in Take(static _ => true))
            camera.Fail(note.Command, new CaptureException("The lens was driven, but the camera shows no live view since: look at the camera."));
    }

    /// <summary>The camera is lost; its orders have failed already.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _moved.Clear();
            Volatile.Write(ref _waiting, 0);
            (_traits, _reason) = (null, NotKnownYet);
        }
    }

    private List<HostMessage> Take(Predicate<HostMessage> which)
    {
        lock (_gate)
        {
            var taken = _moved.FindAll(which);
            _moved.RemoveAll(which);
            Volatile.Write(ref _waiting, _moved.Count);
            return taken;
        }
    }
}
