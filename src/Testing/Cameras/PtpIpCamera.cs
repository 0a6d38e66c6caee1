using P2IKT.Live.Testing.Lens;

namespace P2IKT.Live.Testing.Cameras;

/// <summary>
/// A camera that speaks as a Nikon does, well enough for the real libgphoto2 to open it, stream its live view, set it, release it and
/// download from it.
/// </summary>
internal sealed class PtpIpCamera : PtpIpDevice
{
    private readonly PtpOperations _operations;

    public PtpIpCamera()
    {
        Lens.Report = LensReport.OnTime;
        State = new PtpIpCameraState(SendEventAsync);
        _operations = new PtpOperations(this);
        PlugIn();
    }

    public PtpIpCameraState State { get; }

    protected override Task<(ushort Code, byte[]? Data)> AnswerAsync(PtpRequest request, byte[] brought, CancellationToken stop) =>
        _operations.AnswerAsync(request, brought, stop);

    protected override void SwitchOff() => State.EndLiveView();
}
