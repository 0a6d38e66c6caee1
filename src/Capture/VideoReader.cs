using OpenCvSharp;

namespace P2IKT.Live.Capture;

/// <summary>
/// One opened video: OpenCV's reader, decoding straight into pooled buffers where size and layout agree, and through a
/// conversion where they do not.
/// </summary>
internal sealed class VideoReader : ILiveReader
{
    private const int OpenTimeoutProperty = 53; // CAP_PROP_OPEN_TIMEOUT_MSEC, READ_TIMEOUT: not named by the binding
    private const int ReadTimeoutProperty = 54;
    private readonly VideoCapture _capture;
    private readonly Dictionary<nint, Mat> _headers = []; // one per pool buffer, so that no frame costs a header
    private Mat? _moved; // what the decoder put elsewhere: another size, another layout

    private VideoReader(VideoCapture capture)
    {
        _capture = capture;
        Size = new FrameSize(Math.Clamp(capture.FrameWidth, 1, FrameSize.MaxSide), Math.Clamp(capture.FrameHeight, 1, FrameSize.MaxSide));
    }

    /// <summary>Size of the frames; changes when a decoded frame turns out to have another.</summary>
    public FrameSize Size { get; private set; }

    /// <summary>Nominal rate; 0 when it is not told or absurd.</summary>
    public double FramesPerSecond => _capture.Fps is > 0.01 and <= 1000 and var fps ? fps : 0;

    /// <summary>Pixel format that a camera gives, one of <see cref="CameraFormat.Words"/> or four characters; empty when it is not told.</summary>
    public string Format => _capture.FourCC is { Length: 4 } code && code.All(static c => c is > ' ' and < (char)127) ? CameraFormat.WordFor(code) : "";

    /// <summary>Number of frames that the container announces; 0 when it does not.</summary>
    public long FrameCount => _capture.FrameCount;

    /// <summary>Timestamp of the grabbed frame within its file.</summary>
    public TimeSpan Position => double.IsFinite(_capture.PosMsec) ? TimeSpan.FromMilliseconds(_capture.PosMsec) : TimeSpan.Zero;

    /// <summary>Opens a video file; null when it is none.</summary>
    public static VideoReader? File(string fullPath) => Opened(() => new VideoCapture(fullPath, VideoCaptureAPIs.FFMPEG));

    /// <summary>Opens a network stream; null when it is not reached within the timeout, or is none.</summary>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public static VideoReader? Network(Uri address, TimeSpan timeout, CancellationToken stop)
    {
        var ms = (int)timeout.TotalMilliseconds;
        return Opened(() => new VideoCapture(
            address.AbsoluteUri, VideoCaptureAPIs.FFMPEG, [OpenTimeoutProperty, ms, ReadTimeoutProperty, ms]), stop);
    }

    /// <summary>Opens a camera by index or by device path and asks it for a size, a rate and a format, which it may or may not grant.</summary>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public static VideoReader? Camera(string target, FrameSize wished, double? framesPerSecond, string format, CancellationToken stop) => Opened(() =>
    {
        var api = OperatingSystem.IsLinux() ? VideoCaptureAPIs.V4L2 : VideoCaptureAPIs.ANY;
        var capture = int.TryParse(target, out var index) ? new VideoCapture(index, api) : new VideoCapture(target, api);
        if (!capture.IsOpened())
            return capture;
        capture.FourCC = CameraFormat.CodeOf(format); // before the size, which drivers grant for the format that is set
        capture.FrameWidth = wished.Width;
        capture.FrameHeight = wished.Height;
        if (framesPerSecond is { } fps)
            capture.Fps = fps;
        capture.BufferSize = 1; // what waits in the driver is latency
        return capture;
    }, stop);

    /// <summary>
    /// Has the next <see cref="Grab"/> give the frame of this timestamp, or one near it: the caller looks at <see cref="Position"/>. Takes
    /// as long as decoding does from the key frame before it.
    /// </summary>
    /// <returns>False when the file cannot be sought in.</returns>
    public bool Seek(TimeSpan timestamp) => _capture.Set(VideoCaptureProperties.PosMsec, timestamp.TotalMilliseconds);

    /// <summary>Advances to the next frame, waiting for it where it must; false at the end or on loss.</summary>
    public bool Grab(CancellationToken stop) => !stop.IsCancellationRequested && _capture.Grab();

    /// <inheritdoc/>
    public bool Retrieve(Frame draft)
    {
        if (!_headers.TryGetValue(draft.Address, out var header))
            _headers[draft.Address] = header = DecodedPicture.HeaderOf(draft);
        if (!_capture.Retrieve(header) || header.Empty())
        {
            Forget(draft.Address);
            return false;
        }
        if (header.Data == draft.Address)
            return true;

        _headers.Remove(draft.Address);
        _moved?.Dispose();
        _moved = header;
        Size = new FrameSize(header.Width, header.Height);
        return Size == draft.Size && CopyMoved(draft);
    }

    /// <inheritdoc/>
    public bool CopyMoved(Frame draft) => _moved is not null && DecodedPicture.TryCopy(_moved, draft);

    public void Dispose()
    {
        foreach (var header in _headers.Values)
            header.Dispose();
        _headers.Clear();
        _moved?.Dispose();
        _capture.Dispose();
    }

    /// <summary>OpenCV cannot be interrupted: whoever is stopped leaves it to a thread of its own, which closes what it then has.</summary>
    private static VideoReader? Opened(Func<VideoCapture> open, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var opening = Task.Factory.StartNew(() => Opened(open), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            return opening.WaitAsync(stop).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            opening.ContinueWith(static late => late.Result?.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }

    private static VideoReader? Opened(Func<VideoCapture> open)
    {
        OpenCvRuntime.Prepare();
        VideoCapture? capture = null;
        try
        {
            capture = open();
            if (capture.IsOpened() && capture.FrameWidth > 0 && capture.FrameHeight > 0)
                return new VideoReader(capture);
        }
        catch (Exception fault) when (fault is OpenCVException or OpenCvSharpException)
        {
            // Whatever OpenCV thinks of it, it is not a video that can be opened: the caller says so in its own words.
        }
        capture?.Dispose();
        return null;
    }

    private void Forget(nint address)
    {
        if (_headers.Remove(address, out var header))
            header.Dispose();
    }
}
