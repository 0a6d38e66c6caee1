using P2IKT.Live.Frames;
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

    /// <summary>The pixels of its sensor, in which it takes a place.</summary>
    public static FrameSize Sensor { get; } = new(6000, 4000);

    /// <summary>Moves what the magnifier and the autofocus are centred on.</summary>
    public void PointAt(uint x, uint y) => Crop = Crop with { X = (double)x / Sensor.Width, Y = (double)y / Sensor.Height };

    /// <summary>Magnifies by one of its ratios: the whole picture, or so many pixels of the picture for one of the sensor.</summary>
    public void Magnify(int ratio) =>
        Crop = Crop with { Factor = ratio == 0 ? 1 : ((double[])[0.25, 0.33, 0.5, 0.667, 1])[ratio - 1] * Sensor.Width / Size.Width };

    protected override Task<(ushort Code, byte[]? Data)> AnswerAsync(PtpRequest request, byte[] brought, CancellationToken stop) =>
        _operations.AnswerAsync(request, brought, stop);

    protected override void SwitchOff() => State.EndLiveView();
}
