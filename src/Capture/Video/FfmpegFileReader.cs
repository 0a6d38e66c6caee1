using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Capture.Streams;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Video;

/// <summary>
/// A video file that OpenCV cannot decode, through the program <c>ffmpeg</c>, which knows more codecs (AV1 first of all). Every frame comes
/// over a pipe, and its time as a line of text: this path allocates a few hundred bytes a frame.
/// </summary>
internal sealed class FfmpegFileReader : IVideoFileReader
{
    private readonly VideoPrograms _programs;
    private readonly VideoInfo _video;
    private readonly byte[] _pixels; // of the grabbed frame
    private VideoDecoder _decoder;
    private bool _isAhead; // whether the frame that comes next is grabbed already
    private long _time;

    private FfmpegFileReader(VideoPrograms programs, VideoInfo video)
    {
        (_programs, _video) = (programs, video);
        _pixels = new byte[checked((int)(video.Size.Pixels * PixelFormat.Bgr24.BytesPerPixel()))];
        _decoder = new VideoDecoder(programs, video);
    }

    /// <inheritdoc/>
    public FrameSize Size => _video.Size;

    /// <inheritdoc/>
    public double FramesPerSecond => _video.FrameRate is { IsKnown: true } rate ? rate.Value : 0;

    /// <inheritdoc/>
    public long FrameCount => (long)Math.Round((_video.Duration ?? 0) * FramesPerSecond);

    /// <inheritdoc/>
    public TimeSpan Position => TimeSpan.FromSeconds((_time * _video.TimeBase.Value) - _video.Start);

    /// <summary>Opens a file and decodes its first frame.</summary>
    /// <param name="programs">Where the programs are.</param>
    /// <param name="path">The file, a full path.</param>
    /// <exception cref="CaptureException">It is not a video, or <c>ffmpeg</c> cannot decode it, either.</exception>
    public static FfmpegFileReader Open(VideoPrograms programs, string path)
    {
        var reader = new FfmpegFileReader(programs, VideoProbe.Read(programs, path, CancellationToken.None));
        try
        {
            if (!reader.Read())
                reader._decoder.Finish(); // throws: it has not one frame
            reader._isAhead = true;
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool Grab(CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
            return false;
        if (!_isAhead)
            return Read();
        _isAhead = false;
        return true;
    }

    /// <inheritdoc/>
    public bool Retrieve(Frame draft)
    {
        if (draft.Size != Size)
            return false;
        _pixels.CopyTo(draft.Draft);
        return true;
    }

    /// <inheritdoc/>
    public bool TryCopyNewest(Frame draft) => false; // all frames are scaled to one size

    /// <inheritdoc/>
    public bool Seek(TimeSpan timestamp)
    {
        if (_video.Clock.BeginsAtZero)
            return false; // its times are not those of the file
        _isAhead = false;
        _decoder.Dispose();
        var halfFrame = FramesPerSecond > 0 ? 0.5 / FramesPerSecond : 0; // before it, lest rounding has it passed over
        _decoder = new VideoDecoder(_programs, _video, from: Math.Max(0, timestamp.TotalSeconds - halfFrame) + _video.Start);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _decoder.Dispose();

    /// <exception cref="CaptureException">The program ended before the file did.</exception>
    private bool Read()
    {
        if (_decoder.Read(_pixels, out _time))
            return true;
        if (_decoder.Frames > 0) // without, it was sought behind the end
            _decoder.Finish();
        return false;
    }
}
