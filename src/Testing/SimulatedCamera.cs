using P2IKT.Live.Frames;
using P2IKT.Live.Testing.Cameras;
using P2IKT.Live.Testing.Lens;

namespace P2IKT.Live.Testing;

/// <summary>
/// A camera on the loop-back that the real libgphoto2 opens over PTP/IP (ISO 15740, CIPA DC-005): live view, settings, release, download,
/// and a lens that is driven.
/// It needs no hardware, and libgphoto2 on Linux or macOS.
/// </summary>
/// <example>
/// <code>
/// await using var camera = new SimulatedCamera(SimulatedCameraMake.Canon);
/// await using var source = FrameSources.Open(camera.Uri);
/// </code>
/// </example>
public sealed class SimulatedCamera : IAsyncDisposable
{
    private readonly PtpIpDevice _device;
    private readonly Func<Task> _press;

    /// <summary>Switches a camera on.</summary>
    /// <param name="make">Whose protocol it speaks.</param>
    public SimulatedCamera(SimulatedCameraMake make) => (_device, _press) = Create(make);

    /// <summary>What opens it: <c>gphoto2:ptpip:127.0.0.1:PORT:PORT</c>. The port stays the same for its life.</summary>
    public string Uri => _device.Uri;

    /// <summary>Size of the live view, in pixels; 256x168 unless it is set.</summary>
    public FrameSize Size
    {
        get => _device.Size;
        set => _device.Size = value;
    }

    /// <summary>Pictures of the live view a second; 60 unless it is set.</summary>
    public double FramesPerSecond
    {
        get => _device.FramesPerSecond;
        set => _device.FramesPerSecond = value;
    }

    /// <summary>Its lens, and what stands before it.</summary>
    public SimulatedLens Lens => _device.Lens;

    /// <summary>How much its own magnifier enlarges a scene now; 1 is the whole picture.</summary>
    public double Magnification => _device.Crop.Factor;

    /// <summary>How often a program has opened it.</summary>
    public int Sessions => (int)_device.Sessions;

    /// <summary>The number that a picture of the live view carries in its pixels, 0 to 255, in turns.</summary>
    public static byte NumberOf(Frame frame) => StampedPictures.NumberOf(frame);

    /// <summary>
    /// The position of the lens that a picture of its <see cref="SimulatedLens.Scene"/> shows, in units, to 0.02 px of blur radius.
    /// </summary>
    /// <exception cref="ArgumentException">The frame shows no scene.</exception>
    public double PositionOf(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return SceneStamp.TryRead(frame, out _, out var index)
            ? Optics().PositionOf(index)
            : throw new ArgumentException("The frame shows no scene of a simulated camera.", nameof(frame));
    }

    /// <summary>
    /// The true blur radius at a pixel of the live view for a position of the lens, in pixels; NaN where there is no texture.
    /// </summary>
    /// <remarks>
    /// Below half a pixel the picture is as sharp as at 0: such a disc stays within its pixel. At a silhouette it is the radius of what is
    /// seen when all is sharp.
    /// </remarks>
    /// <exception cref="InvalidOperationException">There is no scene.</exception>
    public float RadiusAt(int x, int y, double position) => Optics().RadiusAt(InverseDepthAt(x, y), position);

    /// <summary>
    /// The position of the lens that focuses on what is at a pixel of the live view, in units; NaN where there is no texture.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no scene.</exception>
    public double PositionFor(int x, int y) => Optics().PositionFor(InverseDepthAt(x, y));

    /// <summary>Presses the camera's own button; returns when its files are written.</summary>
    public Task PressShutterAsync() => _press();

    /// <summary>Cuts every connection, and refuses new ones until <see cref="PlugIn"/>.</summary>
    public Task UnplugAsync() => _device.Unplug();

    /// <summary>Accepts connections again, on the same port.</summary>
    public void PlugIn() => _device.PlugIn();

    /// <summary>Switches it off.</summary>
    public ValueTask DisposeAsync() => _device.DisposeAsync();

    private SimulatedScene Scene() =>
        Lens.Scene ?? throw new InvalidOperationException("The simulated camera has no scene: set Lens.Scene.");

    private SceneOptics Optics() => new(Size, Scene(), Lens);

    private float InverseDepthAt(int x, int y)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)x, (uint)Size.Width, nameof(x));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Size.Height, nameof(y));
        return Scene().Content == SceneContent.White ? float.NaN : SceneRenderer.For(Size, Scene(), Optics()).InverseDepthAt(x, y);
    }

    private static (PtpIpDevice Device, Func<Task> Press) Create(SimulatedCameraMake make)
    {
        switch (make)
        {
            case SimulatedCameraMake.Nikon:
                var nikon = new PtpIpCamera();
                return (nikon, () => nikon.State.ShootAsync(nikon.Manners.ReleaseTime));
            case SimulatedCameraMake.Canon:
                var canon = new CanonCamera();
                return (canon, canon.ReleaseAsync);
            case SimulatedCameraMake.Sony:
                var sony = new SonyCamera();
                return (sony, sony.ReleaseAsync);
            default:
                throw new ArgumentOutOfRangeException(nameof(make), make, "Unknown make.");
        }
    }
}
