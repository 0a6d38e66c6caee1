using System.Diagnostics;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Capture.Files;
using P2IKT.Live.Capture.Streams;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Video;

/// <summary>A video file, played at its own speed or as fast as its observers take it.</summary>
/// <remarks>
/// When nobody has wanted its frames for some seconds it is not decoded any more: frames are counted by their nominal rate, and when
/// somebody wants them again, the one that is due then is sought. The end is always decoded once, because only that shows where it is.
/// </remarks>
internal sealed class VideoFileSource : FrameSource
{
    private const double UnwantedSeconds = 2; // a page that is loaded again, or asks for a picture each second, is worth no search
    private const double EndSeconds = 1; // what is decoded at the end, come what may
    internal static readonly TimeSpan DropThreshold = TimeSpan.FromSeconds(1);
    private readonly VideoFileLength _promised;
    private readonly bool _loop;
    private readonly SourceOptions _options;
    private readonly FramePools _pools;
    private readonly VideoPlayhead _head;
    private long? _length; // frames of a round, known after the first
    private TimeSpan _unwanted; // for how long nobody has wanted a frame

    private VideoFileSource(SourceUri uri, string path, IVideoFileReader reader, Func<IVideoFileReader> reopen, SourceOptions options)
    {
        _promised = new VideoFileLength(path);
        _loop = uri.Options.Get(VideoFileProvider.Loop, false);
        _options = options;
        _head = new VideoPlayhead(Path.GetFileName(path), reader, reopen);
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
        if (SpecialFile.IsAt(path)) // opening a pipe would wait for ever for who writes into it
            throw NotAvailable($"'{uri.Target}' is a pipe or a device: save what comes through it as a file; cameras are camera:NAME.");
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
            _head.BeginAgain();
        }
        while (_loop);
    }

    protected override void Close()
    {
        _head.Dispose();
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
                skipped += Pace(_head.Clock.End);
                if (Demand is { IsWanted: false }) // somebody may have come meanwhile
                {
                    _head.Skip();
                    SkipFrame(Stopwatch.GetTimestamp());
                    _unwanted += _head.Clock.FrameTime;
                    continue;
                }
            }
            if (_head.NeedsSeek && _head.Read == _length)
                return; // the end came while nobody watched
            if (_head.NeedsSeek && _head.Read > 0)
                behind = TimeSpan.MaxValue;
            var since = Stopwatch.GetTimestamp();
            if (!_head.Next(stop))
                break;
            var shown = _head.Clock.Position;
            var decoded = Stopwatch.GetTimestamp() - since;
            if (_options.Pace && pacer.LateFor(origin, shown + skipped) is var late && late >= _head.Clock.FrameTime && late < behind)
            {
                // The search took its time; what has come and gone meanwhile is passed over, as long as that brings us nearer.
                behind = late;
                SkipFrame(Stopwatch.GetTimestamp());
                continue;
            }
            behind = TimeSpan.Zero;
            skipped += Pace(shown);
            DeliverGrabbed(decoded);
            _unwanted = Demand is { IsWanted: false } ? _unwanted + _head.Clock.FrameTime : TimeSpan.Zero;
        }
        if (_promised.WhyShort(_head.Reader, _head.Read, _head.Clock, stop) is { } why)
            throw new CaptureException($"'{Description.Name}' {why}");
        _length = _head.Read;
        if (_loop)
            skipped += Pace(_promised.RoundEnd(_head.Clock, stop));

        // The machine slept, or cannot keep up: go on from here rather than race after the clock.
        TimeSpan Pace(TimeSpan due) => _options.Pace && pacer.WaitUntil(origin, due + skipped) is var late && late > DropThreshold
            ? late
            : TimeSpan.Zero;
    }

    /// <summary>Whether the next frame may go by undecoded.</summary>
    private bool MaySkip(CancellationToken stop) =>
        _head.CanSeek && Demand is { IsWanted: false } && _unwanted.TotalSeconds >= UnwantedSeconds
        && _head.Read < (_length ?? _promised.Frames(_head.Reader, stop) - (long)(EndSeconds * _head.Reader.FramesPerSecond));

    private void DeliverGrabbed(long decoded)
    {
        var now = Stopwatch.GetTimestamp();
        var reader = _head.Reader;
        var size = reader.Size;
        if (!Deliver(_pools.For(size), now, reader, static (draft, reader) => reader.Retrieve(draft), now - decoded) && reader.Size != size)
            Deliver(_pools.For(reader.Size), now, reader, static (draft, reader) => reader.TryCopyNewest(draft), now - decoded);
    }

    private static CaptureException NotAvailable(string message) => new(FaultKind.NotAvailable, message);
}
