using System.Diagnostics;
using OpenCvSharp;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Capture.Jpeg;
using P2IKT.Live.Capture.Streams;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Network;

/// <summary>MJPEG: pictures, one after another, in one body that never ends; over HTTP, or from a program that makes it.</summary>
internal sealed class MjpegReader : ILiveReader
{
    /// <summary>
    /// The least time between two requests for a snapshot: a camera that has nothing else need not be asked as fast as it can answer.
    /// </summary>
    internal static readonly TimeSpan SnapshotInterval = TimeSpan.FromMilliseconds(100);

    private readonly IDisposable[] _owned;
    private readonly TimeSpan _timeout;
    private MultipartPictures _pictures;
    private long _askedAt = Stopwatch.GetTimestamp();
    private CancellationTokenSource _limit = new(); // rearmed for each picture
    private Mat? _picture; // one that did not fit the draft, or is not a plain JPEG
    private bool _isFirstKept; // it gave the size, and is the first frame, too: where pictures are rare, it is shown for a while

    /// <param name="body">Where the pictures come from.</param>
    /// <param name="timeout">How long to wait for one of them.</param>
    /// <param name="owned">What is disposed with the reader, in this order.</param>
    public MjpegReader(Stream body, TimeSpan timeout, params IDisposable[] owned)
    {
        (_owned, _timeout) = (owned, timeout);
        _pictures = new MultipartPictures(body);
    }

    public FrameSize Size { get; private set; }

    public double FramesPerSecond => 0;

    /// <summary>Asks for the body again, where it may turn out to be a single picture; null where it cannot be asked for.</summary>
    public Func<CancellationToken, Stream>? Again { get; init; }

    /// <summary>Why there is no picture, as the end of a sentence about the stream; means nothing while there is one.</summary>
    public string Problem { get; private set; } = "no picture came";

    /// <summary>Whether it costs as much while nobody watches: each picture is asked for, or a program decodes them all.</summary>
    public bool CostsUnwatched { get; init; }

    public bool Grab(CancellationToken stop)
    {
        if (_isFirstKept)
        {
            _isFirstKept = false;
            return true;
        }
        if (!_limit.TryReset()) // it ran out, perhaps while our caller was busy with the picture before
        {
            _limit.Dispose();
            _limit = new CancellationTokenSource();
        }
        _limit.CancelAfter(_timeout);
        using var stopping = stop.UnsafeRegister(static limit => ((CancellationTokenSource)limit!).Cancel(), _limit);
        try
        {
            return _pictures.Next(_limit.Token) || (Again is not null && _pictures.IsSnapshot && NextSnapshot(Again));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            stop.ThrowIfCancellationRequested();
            Problem = fault is OperationCanceledException
                ? $"no picture came within {_timeout.TotalSeconds:0.#} s"
                : fault.Message.TrimEnd('.');
            return false;
        }
    }

    public bool Retrieve(Frame draft)
    {
        if (!TryReadSize(out var size))
            return false;
        var fits = size == draft.Size || (size.Width == draft.Size.Height && size.Height == draft.Size.Width); // turned as EXIF says
        if (fits && JpegPicture.TryDecode(_pictures.Current, draft))
            return true; // as nearly always, without an object per picture
        if (!Decode())
            return false;
        Size = new FrameSize(_picture!.Width, _picture.Height);
        return DecodedPicture.TryCopy(_picture, draft);
    }

    public bool TryCopyNewest(Frame draft) => _picture is not null && DecodedPicture.TryCopy(_picture, draft);

    public void Dispose()
    {
        _picture?.Dispose();
        _limit.Dispose();
        foreach (var resource in _owned)
            resource.Dispose();
    }

    /// <summary>Waits for a picture that can be decoded, which has the size; false when there is none: see <see cref="Problem"/>.</summary>
    public bool FirstPicture(CancellationToken stop)
    {
        for (var attempt = 0; attempt < 5 && Grab(stop); attempt++) // a stream that is joined midway may begin with half a picture
        {
            Problem = "no picture could be decoded";
            if (!TryReadSize(out _) || !Decode())
                continue;
            Size = new FrameSize(_picture!.Width, _picture.Height);
            return _isFirstKept = true;
        }
        return false;
    }

    private bool NextSnapshot(Func<CancellationToken, Stream> again)
    {
        var early = SnapshotInterval - Stopwatch.GetElapsedTime(_askedAt);
        if (early > TimeSpan.Zero && _limit.Token.WaitHandle.WaitOne(early))
            _limit.Token.ThrowIfCancellationRequested();
        _askedAt = Stopwatch.GetTimestamp();
        _pictures = new MultipartPictures(again(_limit.Token));
        return _pictures.Next(_limit.Token);
    }

    /// <summary>The size that the picture claims; false when it claims none, or one that a live frame may not have.</summary>
    private bool TryReadSize(out FrameSize size)
    {
        if (!PictureHeader.TryReadSize(_pictures.Current, out size))
            return false;
        if (PictureBounds.LiveProblem(size) is not { } problem)
            return true;
        Problem = $"a picture {problem}";
        return false;
    }

    private bool Decode()
    {
        _picture?.Dispose();
        _picture = null;
        try
        {
            var picture = Cv2.ImDecode(_pictures.Current, ImreadModes.Color);
            if (!picture.Empty())
                _picture = picture;
            else
                picture.Dispose();
        }
        catch (OpenCVException)
        {
            // A damaged picture: the next one will do.
        }
        return _picture is not null;
    }
}
