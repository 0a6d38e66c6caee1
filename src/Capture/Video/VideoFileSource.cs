using System.Diagnostics;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Capture.Streams;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Video;

/// <summary>A video file, played at its own speed or as fast as its observers take it.</summary>
/// <remarks>
/// When nobody has wanted its frames for some seconds it is not decoded any more: frames are counted by their nominal rate, and when
/// somebody wants them again, the one that is due then is sought. The end is always decoded once, because only that tells where it is.
/// </remarks>
internal sealed class VideoFileSource : FrameSource
{
    private const double UnwantedSeconds = 2; // a page that is loaded again, or asks for a picture each second, is worth no search
    private const double EndSeconds = 1; // what is decoded at the end, come what may
    private static readonly TimeSpan DropThreshold = TimeSpan.FromSeconds(1);
    private readonly VideoFileLength _promised;
    private readonly bool _loop;
    private readonly SourceOptions _options;
    private readonly FramePools _pools;
    private readonly Func<IVideoFileReader> _reopen;
    private IVideoFileReader _reader;
    private MediaClock _clock;
    private long _read; // frames of this round, those that were let pass included
    private long? _length; // frames of a round, known after the first
    private TimeSpan _firstTimestamp;
    private TimeSpan _unwanted; // for how long nobody has wanted a frame
    private bool _seeks; // whether the file can be sought in, as far as is known
    private bool _needsSeek; // whether the reader is not where the play is

    private VideoFileSource(SourceUri uri, string path, IVideoFileReader reader, Func<IVideoFileReader> reopen, SourceOptions options)
    {
        _promised = new VideoFileLength(path);
        _reopen = reopen;
        _loop = uri.Options.Get(VideoFileProvider.Loop, false);
        _options = options;
        _reader = reader;
        _clock = new MediaClock(reader.FramesPerSecond);
        _seeks = reader is { FramesPerSecond: > 0, FrameCount: > 0 };
        _pools = new FramePools(options.PoolFrames, PixelFormat.Bgr24, options.Ledger);
        _pools.For(reader.Size);
        Description = new SourceDescription(uri.ToString(), Path.GetFileName(path), reader.Size, reader.FramesPerSecond, IsLive: false)
        {
            Kind = SourceKind.Video,
            Capabilities = SourceCapabilities.Recording | (_loop ? SourceCapabilities.None : SourceCapabilities.Finite),
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
        var (reader, reopen) = VideoFileReaders.Open(path, uri.Target, findPrograms);
        return new VideoFileSource(uri, path, reader, reopen, options);
    }

    protected override void Capture(CancellationToken stop)
    {
        using var pacer = new Pacer(_options.TimeProvider, stop);
        do
        {
            var before = Captured;
            PlayOnce(pacer, stop);
            if (Captured == before)
                throw new CaptureException($"'{Description.Name}' holds no frame that can be decoded; try it in a player.");
            (_clock, _read, _needsSeek) = (new MediaClock(_reader.FramesPerSecond), 0, true);
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
            if (MaySkip(stop))
            {
                skipped += Pace(_clock.End);
                if (Demand is { IsWanted: false }) // somebody may have come meanwhile
                {
                    _clock.Advance(_clock.NextTimestamp ?? _firstTimestamp);
                    SkipFrame(Stopwatch.GetTimestamp());
                    (_needsSeek, _unwanted, _read) = (true, _unwanted + _clock.FrameTime, _read + 1);
                    continue;
                }
            }
            if (_needsSeek && _read == _length)
                return; // the end came while nobody watched
            if (_needsSeek && _read > 0)
                behind = TimeSpan.MaxValue;
            var since = Stopwatch.GetTimestamp();
            if (!(_needsSeek ? Find(stop) : GrabNext()))
                break;
            var shown = _clock.Position;
            var decoded = Stopwatch.GetTimestamp() - since;
            if (_options.Pace && pacer.LateFor(origin, shown + skipped) is var late && late >= _clock.FrameTime && late < behind)
            {
                behind = late; // the search took its time; what has come and gone meanwhile is passed over, as long as that brings us nearer
                SkipFrame(Stopwatch.GetTimestamp());
                continue;
            }
            behind = TimeSpan.Zero;
            skipped += Pace(shown);
            DeliverGrabbed(decoded);
            _unwanted = Demand is { IsWanted: false } ? _unwanted + _clock.FrameTime : TimeSpan.Zero;
        }
        if (_promised.WhyShort(_reader, _read, _clock, stop) is { } why)
            throw new CaptureException($"'{Description.Name}' {why}");
        _length = _read;
        if (_loop)
            skipped += Pace(_promised.RoundEnd(_clock, stop));

        // The machine slept, or cannot keep up: go on from here rather than race after the clock.
        TimeSpan Pace(TimeSpan due) => _options.Pace && pacer.WaitUntil(origin, due + skipped) is var late && late > DropThreshold ? late : TimeSpan.Zero;
    }

    /// <summary>Whether the next frame may go by undecoded.</summary>
    private bool MaySkip(CancellationToken stop) => _seeks && Demand is { IsWanted: false } && _unwanted.TotalSeconds >= UnwantedSeconds
        && _read < (_length ?? _promised.Frames(_reader, stop) - (long)(EndSeconds * _reader.FramesPerSecond));

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
        _needsSeek = false;
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
        return _reader.Position < timestamp + DropThreshold;
    }

    private void DeliverGrabbed(long decoded)
    {
        var now = Stopwatch.GetTimestamp();
        var size = _reader.Size;
        if (!Deliver(_pools.For(size), now, _reader, static (draft, reader) => reader.Retrieve(draft), now - decoded) && _reader.Size != size)
            Deliver(_pools.For(_reader.Size), now, _reader, static (draft, reader) => reader.TryCopyNewest(draft), now - decoded);
    }

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

    private static CaptureException NotAvailable(string message) => new(FaultKind.NotAvailable, message);
}
