using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Capture.Jpeg;
using P2IKT.Live.Capture.Streams;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>The live view of a tethered camera, read from its host.</summary>
internal sealed class Gphoto2Reader : ILiveReader
{
    private const int BrokenAtFirst = 100; // some cameras begin with half a picture or two; of many, the host says what is wrong
    private static readonly FrameSize UntilThePictureComes = new(960, 640); // about what such cameras show
    private readonly TetheredCamera _camera;
    private readonly CameraHostProcess _host;
    private HostMessage? _fault;
    private string? _noPicture;

    private Gphoto2Reader(TetheredCamera camera, Gphoto2Options options)
    {
        _camera = camera;
        _host = new CameraHostProcess(options.HostEnvironment, options.Timeout, OnMessage);
    }

    public FrameSize Size { get; private set; }

    /// <summary>Why there was no live view when it was opened, one sentence; null when there was a picture.</summary>
    public string? OpenedWithout { get; private set; }

    public double FramesPerSecond => 0;

    public bool Answers => true;

    /// <summary>The host's process.</summary>
    public int HostId => _host.Id;

    /// <summary>Opens the camera and waits for its first picture, or to hear that there is none for now.</summary>
    /// <param name="target">The port, such as usb:001,004; empty for the first camera.</param>
    /// <param name="camera">Receives all messages but the pictures; from now on its orders go to this reader's host.</param>
    /// <param name="options">How.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="CaptureException">It cannot be opened.</exception>
    public static Gphoto2Reader Open(string target, TetheredCamera camera, Gphoto2Options options, CancellationToken stop)
    {
        var reader = new Gphoto2Reader(camera, options);
        try
        {
            camera.Attach(reader);
            reader._host.Send(HostMessageType.Open, $"{target}\0{camera.StillsFolder}");
            OpenCvRuntime.Prepare(); // while the host starts
            for (var attempt = 0; attempt < BrokenAtFirst
                && reader._host.WaitForPicture(stop, () => Volatile.Read(ref reader._noPicture) is not null); attempt++)
            {
                if (!JpegPicture.TryReadSize(reader._host.Picture, out var size))
                    continue;
                reader.Size = size;
                return reader;
            }
            if (Volatile.Read(ref reader._noPicture) is { } reason)
            {
                (reader.Size, reader.OpenedWithout) = (UntilThePictureComes, reason);
                return reader;
            }
            var fault = Volatile.Read(ref reader._fault);
            throw Gphoto2Fault.Of(fault?.Code ?? Gphoto2Fault.HostGone, target, fault?.Text);
        }
        catch (Exception failure)
        {
            reader.Dispose();
            if (failure is CaptureException known)
                camera.Report(known.Message);
            throw;
        }
    }

    public void Send(HostMessageType type, HostMessage message) => _host.Send(type, message);

    public bool Grab(CancellationToken stop)
    {
        if (!_host.WaitForPicture(stop))
            return false;
        _camera.OnGrabbed(this, _host.PictureNumber);
        return true;
    }

    public bool Retrieve(Frame draft)
    {
        if (!JpegPicture.TryReadSize(_host.Picture, out var size))
            return false;
        Size = size;
        return size == draft.Size && JpegPicture.TryDecode(_host.Picture, draft);
    }

    public bool TryCopyNewest(Frame draft) => JpegPicture.TryDecode(_host.Picture, draft);

    public void Dispose()
    {
        _camera.Detach(this);
        _host.Dispose();
    }

    private void OnMessage(HostMessageType type, HostMessage message)
    {
        if (type == HostMessageType.Failed)
        {
            Interlocked.CompareExchange(ref _fault, message, null);
            return;
        }
        _camera.OnMessage(this, type, message);
        if (type == HostMessageType.NoPicture)
            Volatile.Write(ref _noPicture, message.Text);
    }
}
