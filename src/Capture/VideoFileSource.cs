using System.Diagnostics;
using System.Globalization;
using P2IKT.Live.Capture.Ffmpeg;

namespace P2IKT.Live.Capture;

/// <summary>A video file, played at its own speed or as fast as its observers take it.</summary>
/// <remarks>
/// When nobody has wanted its frames for some seconds it is not decoded any more: frames are counted by their nominal rate, and when
/// somebody wants them again, the one that is due then is sought. The end is always decoded once, because only that tells where it is.
/// </remarks>
internal sealed class VideoFileSource : FrameSource
{
    private const double UnwantedSeconds = 2; // a page that is loaded again, or asks for a picture each second, is worth no search
    private const double EndSeconds = 1; // what is decoded at the end, come what may

    /// <summary>The largest frames, in pixels: 8K. A dozen are in memory at a time.</summary>
    private const int MaxPixels = 8192 * 4352;

    private static readonly TimeSpan HopelesslyLate = TimeSpan.FromSeconds(1);
    private readonly string _path;
    private readonly bool _loop;
    private readonly SourceOptions _options;
    private readonly FramePools _pools;
    private readonly Func<IVideoFileReader> _reopen;
    private IVideoFileReader _reader;
    private MediaClock _clock;
    private long? _announced; // frames of a round, as far as the file tells before it has been played
    private VideoInfo? _facts; // what ffprobe says, once it was asked; null when it does not answer
    private bool _isAsked;
    private CancellationToken _stop;
    private long _read; // frames of this round, those that were let pass included
    private long? _length; // frames of a round, known after the first
    private TimeSpan _firstTimestamp;
    private TimeSpan _unwanted; // for how long nobody has wanted a frame
    private bool _seeks; // whether the file can be sought in, as far as is known
    private bool _isElsewhere; // whether the reader is not where the play is

    private VideoFileSource(SourceUri uri, string path, IVideoFileReader reader, Func<IVideoFileReader> reopen, SourceOptions options)
    {
        _path = path;
        _reopen = reopen;
        _loop = uri.Options.Loop ?? false;
        _options = options;
        _reader = reader;
        _clock = new MediaClock(reader.FramesPerSecond);
        _seeks = reader is { FramesPerSecond: > 0, FrameCount: > 0 };
        _pools = new FramePools(options.PoolFrames, PixelFormat.Bgr24, options.Ledger);
        _pools.For(reader.Size);
        Description = new SourceDescription(uri.ToString(), Path.GetFileName(path), reader.Size, reader.FramesPerSecond, IsLive: false)
        {
            Note = reader is FfmpegFileReader ? "decoded by the program ffmpeg" : "",
        };
    }

    public override SourceDescription Description { get; }

    public override int Outstanding => _pools.Outstanding;

    public static VideoFileSource Open(SourceUri uri, SourceOptions options) => Open(uri, options, VideoPrograms.Find);

    /// <summary>Opens a file.</summary>
    /// <param name="uri">Names it.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="findPrograms">Where <c>ffmpeg</c> is, for what OpenCV cannot decode.</param>
    /// <exception cref="CaptureException">It cannot be opened.</exception>
    internal static VideoFileSource Open(SourceUri uri, SourceOptions options, Func<VideoPrograms> findPrograms)
    {
        var path = Path.GetFullPath(uri.Target);
        if (Directory.Exists(path))
            throw NotAvailable($"'{uri.Target}' is a folder; name a video file in it, or watch it for stills with folder:{uri.Target}.");
        if (!File.Exists(path))
            throw NotAvailable($"The video file '{uri.Target}' does not exist; check the path.");
        if (new FileInfo(path).Length == 0)
            throw NotAvailable($"The video file '{uri.Target}' is empty; copy it again.");
        if (VideoReader.File(path, out var codec, MaxPixels) is { } reader)
            return new VideoFileSource(uri, path, Bounded(reader, uri), () => VideoReader.File(path, out _) ?? throw Moved(path), options);
        VideoPrograms programs;
        try
        {
            programs = findPrograms();
        }
        catch (CaptureException missing)
        {
            throw NotAvailable(codec.Length > 0
                ? $"'{uri.Target}' is a video of codec '{codec}', which OpenCV does not decode here; with the program ffmpeg it plays: {FfmpegProgram.HowToInstall}."
                : $"'{uri.Target}' cannot be opened as a video: it is none, is cut short, or may not be read; try it in a player.", missing);
        }
        try
        {
            return new VideoFileSource(uri, path, Bounded(FfmpegFileReader.Open(programs, path), uri), () => FfmpegFileReader.Open(programs, path), options);
        }
        catch (CaptureException broken)
        {
            throw NotAvailable(broken.Message, broken);
        }
    }

    protected override void Capture(CancellationToken stop)
    {
        using var pacer = new Pacer(_options.TimeProvider, stop);
        _stop = stop;
        do
        {
            var before = Captured;
            PlayOnce(pacer, stop);
            if (Captured == before)
                throw new CaptureException($"'{Description.Name}' holds no frame that can be decoded; try it in a player.");
            (_clock, _read, _isElsewhere) = (new MediaClock(_reader.FramesPerSecond), 0, true);
        }
        while (_loop);
    }

    protected override void Close()
    {
        _reader.Dispose();
        _pools.Dispose();
    }

    private void PlayOnce(Pacer pacer, CancellationToken stop)
    {
        var origin = pacer.Now;
        var skipped = TimeSpan.Zero;
        var behind = TimeSpan.Zero; // how late the frame before was while a search is made up for
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            if (MayPass)
            {
                skipped += Pace(_clock.End);
                if (Demand is { IsWanted: false }) // somebody may have come meanwhile
                {
                    _clock.Advance(_clock.NextTimestamp ?? _firstTimestamp);
                    LetPass(Stopwatch.GetTimestamp());
                    (_isElsewhere, _unwanted, _read) = (true, _unwanted + _clock.FrameTime, _read + 1);
                    continue;
                }
            }
            if (_isElsewhere && _read == _length)
                return; // the end came while nobody watched
            if (_isElsewhere && _read > 0)
                behind = TimeSpan.MaxValue;
            var since = Stopwatch.GetTimestamp();
            if (!(_isElsewhere ? Find(stop) : GrabNext()))
                break;
            var shown = _clock.Position;
            var decoded = Stopwatch.GetTimestamp() - since;
            if (_options.Pace && pacer.LateFor(origin, shown + skipped) is var late && late >= _clock.FrameTime && late < behind)
            {
                behind = late; // the search took its time; what has come and gone meanwhile is passed over, as long as that brings us nearer
                LetPass(Stopwatch.GetTimestamp());
                continue;
            }
            behind = TimeSpan.Zero;
            skipped += Pace(shown);
            DeliverGrabbed(decoded);
            _unwanted = Demand is { IsWanted: false } ? _unwanted + _clock.FrameTime : TimeSpan.Zero;
        }
        RefuseTruncation();
        _length = _read;
        if (_loop)
            skipped += Pace(RoundEnd);

        // The machine slept, or cannot keep up: go on from here rather than race after the clock.
        TimeSpan Pace(TimeSpan due) => _options.Pace && pacer.WaitUntil(origin, due + skipped) is var late && late > HopelesslyLate ? late : TimeSpan.Zero;
    }

    /// <summary>Whether the next frame may go by undecoded.</summary>
    private bool MayPass => _seeks && Demand is { IsWanted: false } && _unwanted.TotalSeconds >= UnwantedSeconds
        && _read < (_length ?? Announced - (long)(EndSeconds * _reader.FramesPerSecond));

    /// <summary>
    /// Frames of a round before it has been played: a container counts those, too, that an edit list leaves out, or counts by sound that
    /// outlasts the pictures. So ffprobe is asked how long the pictures last, where it is installed.
    /// </summary>
    private long Announced => _announced ??=
        Facts() is { PictureDuration: { } seconds } ? Math.Min(_reader.FrameCount, (long)Math.Round(seconds * _reader.FramesPerSecond))
        : _reader.FrameCount;

    private VideoInfo? Facts()
    {
        if (_isAsked)
            return _facts;
        _isAsked = true;
        try
        {
            return _facts = VideoProbe.Read(VideoPrograms.Find(), _path, _stop);
        }
        catch (CaptureException)
        {
            return null; // not installed, or as puzzled by the file as we are
        }
    }

    /// <summary>When the round ends: the last frame is shown as long as any other, or as the file says.</summary>
    private TimeSpan RoundEnd => Facts() is { TellsDurations: true, PictureDuration: { } seconds }
        && TimeSpan.FromSeconds(Math.Min(seconds, 1e9)) is var all && all > _clock.End && all < _clock.End + MediaClock.LongestGap ? all : _clock.End;

    private bool GrabNext()
    {
        if (!_reader.Grab(CancellationToken.None))
            return false;
        Account();
        return true;
    }

    private void Account()
    {
        if (_read++ == 0)
            _firstTimestamp = _reader.Position;
        _clock.Advance(_reader.Position);
    }

    /// <summary>Grabs the frame that comes next in the play, wherever the reader is; false when the file ends before it.</summary>
    private bool Find(CancellationToken stop)
    {
        _isElsewhere = false;
        var due = TimeSpan.Zero;
        if (_clock.NextTimestamp is { } next)
        {
            if (TrySeek(next, stop))
            {
                Account();
                return true;
            }
            _seeks = false; // it is not what it says it is, or cannot be sought in: read it once more from its beginning
            due = _clock.End - (_clock.FrameTime / 2);
            (_clock, _read) = (new MediaClock(_reader.FramesPerSecond), 0);
        }
        Rewind();
        do
        {
            stop.ThrowIfCancellationRequested();
            if (!GrabNext())
                return false;
        }
        while (_clock.Position < due);
        return true;
    }

    /// <summary>Grabs the frame of a timestamp; false when no frame is found there.</summary>
    private bool TrySeek(TimeSpan timestamp, CancellationToken stop)
    {
        if (!_reader.Seek(timestamp))
            return false;
        do
        {
            stop.ThrowIfCancellationRequested();
            if (!_reader.Grab(CancellationToken.None))
                return false;
        }
        while (_reader.Position < timestamp - (_clock.FrameTime / 2));
        return _reader.Position < timestamp + HopelesslyLate;
    }

    private void DeliverGrabbed(long decoded)
    {
        var now = Stopwatch.GetTimestamp();
        var size = _reader.Size;
        if (!Deliver(_pools.For(size), now, _reader, static (draft, reader) => reader.Retrieve(draft), now - decoded) && _reader.Size != size)
            Deliver(_pools.For(_reader.Size), now, _reader, static (draft, reader) => reader.CopyMoved(draft), now - decoded);
    }

    /// <summary>
    /// A decoder ends a damaged file without a word. It counts as cut when fewer frames came than it announces, and bytes are missing. With
    /// all bytes there, what the file tells of the pictures alone decides: what it tells of the whole is true of sound that outlasts them.
    /// </summary>
    private void RefuseTruncation()
    {
        if (_reader.FrameCount > 0 && !IsLess(_reader.FrameCount))
            return;
        var isCut = FileExtent.IsCut(_path);
        if (isCut == true)
            throw EndedEarly(_reader.FrameCount, "cut short");
        if (_reader.FrameCount == 0 || !IsLess(Announced) || _facts?.Clock.MayJump == true) // how long that is, is guessed from a clock that may have jumped
            return;
        if (isCut is null || _facts?.PictureDuration is not null)
            throw EndedEarly(Announced, isCut is null ? "cut short" : "damaged");
    }

    /// <summary>
    /// Whether less came than so many frames. Time is compared, not the number, which many containers only estimate; the last few per cent
    /// are forgiven, because recorders round.
    /// </summary>
    private bool IsLess(long frames) => _reader.FramesPerSecond is > 0 and var fps && frames > _read
        && (frames / fps) - _clock.End.TotalSeconds > Math.Max(2 / fps, 0.05 * frames / fps);

    private CaptureException EndedEarly(long frames, string why) => new(string.Create(CultureInfo.InvariantCulture,
        $"'{Description.Name}' ended after {_read}{(frames > 0 ? $" of {frames}" : "")} frames: the file is {why}; copy it again."));

    private void Rewind()
    {
        _reader.Dispose(); // reopening is exact, seeking is not in every container
        try
        {
            _reader = _reopen();
        }
        catch (CaptureException gone)
        {
            throw new CaptureException($"'{Description.Name}' could not be opened again to loop; was it moved?", gone);
        }
    }

    private static IVideoFileReader Bounded(IVideoFileReader reader, SourceUri uri)
    {
        if (reader.Size.Pixels <= MaxPixels)
            return reader;
        var size = reader.Size;
        reader.Dispose();
        throw NotAvailable($"'{uri.Target}' claims frames of {size}, and a live one may have {MaxPixels / 1_000_000} megapixels at most: scale it down with ffmpeg first.");
    }

    private static CaptureException Moved(string path) => new($"'{path}' cannot be opened as a video.");

    private static CaptureException NotAvailable(string message, Exception? cause = null) => new(CaptureFault.NotAvailable, message, cause);
}
