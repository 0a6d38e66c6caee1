using P2IKT.Live.Frames.Lens;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>The lens of a tethered camera, as far as the camera drives it.</summary>
internal sealed class TetheredLens(TetheredCamera camera) : ILensDrive
{
    private const string NotKnownYet = "The camera has just been opened, and its settings are being listed: try again in a moment.";
    private readonly Lock _gate = new();
    private LensDriveTraits? _traits;
    private string? _reason = NotKnownYet;

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
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, -int.MaxValue); // which has no positive counterpart
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
    public void OnReported(HostMessage message)
    {
        lock (_gate)
            (_traits, _reason) = (message.Lens, message.Text);
    }

    /// <summary>The camera is lost.</summary>
    public void Forget()
    {
        lock (_gate)
            (_traits, _reason) = (null, NotKnownYet);
    }
}
