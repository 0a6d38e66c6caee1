using OpenCvSharp;
using P2IKT.Live.Capture.Streams;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Decoding;

/// <summary>
/// One opened video: OpenCV's reader, decoding straight into pooled buffers where size and layout agree, and through a
/// conversion where they do not.
/// </summary>
internal sealed class VideoReader : IVideoFileReader
{
    private const int OpenTimeoutProperty = 53; // CAP_PROP_OPEN_TIMEOUT_MSEC, READ_TIMEOUT: not named by the binding
    private const int ReadTimeoutProperty = 54;
    private readonly VideoCapture _capture;
    private readonly Dictionary<nint, Mat> _headers = []; // one per pool buffer, so that no frame costs a header
    private bool _isAhead; // whether the frame that comes next is grabbed already
    private Mat? _moved; // what the decoder put elsewhere: another size, another layout

    private VideoReader(VideoCapture capture)
    {
        _capture = capture;
        Size = new FrameSize(Math.Clamp(capture.FrameWidth, 1, FrameSize.MaxSide), Math.Clamp(capture.FrameHeight, 1, FrameSize.MaxSide));
    }

    /// <summary>Size of the frames; changes when a decoded frame turns out to have another.</summary>
    public FrameSize Size { get; private set; }

    /// <summary>Nominal rate; 0 when it is unknown or absurd.</summary>
    public double FramesPerSecond => _capture.Fps is > 0.01 and <= 1000 and var fps ? fps : 0;

    /// <summary>
    /// Pixel format that a camera gives, or codec of a file: one of <see cref="CameraFormat.Names"/> or four characters; empty when it is
    /// unknown.
    /// </summary>
    public string Format =>
        _capture.FourCC is { Length: 4 } code && code.All(static c => c is > ' ' and < (char)127) ? CameraFormat.WordFor(code) : "";

    /// <inheritdoc/>
    public long FrameCount => _capture.FrameCount;

    /// <inheritdoc/>
    public TimeSpan Position => double.IsFinite(_capture.PosMsec) ? TimeSpan.FromMilliseconds(_capture.PosMsec) : TimeSpan.Zero;

    /// <summary>Opens a video file and decodes its first frame.</summary>
    /// <param name="fullPath">The file.</param>
    /// <param name="codec">
    /// The codec of a file that is one, but of which nothing was decoded: this OpenCV lacks AV1, for one. Else empty.
    /// </param>
    /// <returns>Null when it is not a video, or cannot be decoded.</returns>
    /// <param name="maxPixels">Of larger frames none is decoded: the caller looks at <see cref="Size"/>.</param>
    public static VideoReader? File(string fullPath, out string codec, long maxPixels = long.MaxValue)
    {
        codec = "";
        var reader = Opened(() => new VideoCapture(fullPath, VideoCaptureAPIs.FFMPEG));
        if (reader is null || reader.Size.Pixels > maxPixels || (reader._isAhead = reader._capture.Grab()))
            return reader;
        codec = reader.Format;
        reader.Dispose();
        return null;
    }

    /// <summary>Opens a network stream; null when it is not reached within the timeout, or is none.</summary>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public static VideoReader? Network(Uri address, TimeSpan timeout, CancellationToken stop)
    {
        var ms = (int)timeout.TotalMilliseconds;
        return Opened(() => new VideoCapture(
            address.AbsoluteUri, VideoCaptureAPIs.FFMPEG, [OpenTimeoutProperty, ms, ReadTimeoutProperty, ms]), stop);
    }

    /// <summary>
    /// Opens a camera by index or by device path and asks it for a size, a rate and a format, which it may or may not grant.
    /// </summary>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public static VideoReader? Camera(string target, FrameSize wished, double? framesPerSecond, string format, CancellationToken stop) =>
        Opened(() =>
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

    /// <inheritdoc/>
    public bool Seek(TimeSpan timestamp)
    {
        _isAhead = false;
        return _capture.Set(VideoCaptureProperties.PosMsec, timestamp.TotalMilliseconds);
    }

    /// <summary>Advances to the next frame, waiting for it where it must; false at the end or on loss.</summary>
    public bool Grab(CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
            return false;
        if (!_isAhead)
            return _capture.Grab();
        _isAhead = false;
        return true;
    }

    /// <inheritdoc/>
    public bool Retrieve(Frame draft)
    {
        if (!_headers.TryGetValue(draft.Address, out var header))
            _headers[draft.Address] = header = DecodedPicture.HeaderOf(draft);
        if (!_capture.Retrieve(header) || header.Empty())
        {
            DiscardFrame(draft.Address);
            return false;
        }
        if (header.Data == draft.Address)
            return true;

        _headers.Remove(draft.Address);
        _moved?.Dispose();
        _moved = header;
        Size = new FrameSize(header.Width, header.Height);
        return Size == draft.Size && TryCopyNewest(draft);
    }

    /// <inheritdoc/>
    public bool TryCopyNewest(Frame draft) => _moved is not null && DecodedPicture.TryCopy(_moved, draft);

    public void Dispose()
    {
        foreach (var header in _headers.Values)
            header.Dispose();
        _headers.Clear();
        _moved?.Dispose();
        _capture.Dispose();
    }

    /// <summary>OpenCV cannot be interrupted: a caller that is stopped leaves it to another thread, which closes what it opens.</summary>
    private static VideoReader? Opened(Func<VideoCapture> open, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var opening = Task.Factory.StartNew(
            () => Opened(open), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            return opening.WaitAsync(stop).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            opening.ContinueWith(
                static late => late.Result?.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion,
                TaskScheduler.Default);
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

    private void DiscardFrame(nint address)
    {
        if (_headers.Remove(address, out var header))
            header.Dispose();
    }
}
