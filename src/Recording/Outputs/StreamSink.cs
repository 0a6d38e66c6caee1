using System.Globalization;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Recording.Outputs;

/// <summary>The program <c>ffmpeg</c> sending one stream: planes go in at a constant rate, H.264 goes out into the network.</summary>
internal sealed class StreamSink : IOutputSink
{
    private const double BitsPerPixel = 0.12; // of a frame: 3.3 Mbit/s for 720p at 30 fps, 7.5 for 1080p
    private const int LeastBitRate = 500_000;
    private const int KeyFrameSeconds = 2; // what services ask for; a receiver that joins waits this long
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10); // of a peer over TCP

    private readonly FfmpegProcess _process;
    private readonly OutputTarget _target;
    private readonly Task _progress;
    private volatile bool _isConnected;

    private StreamSink(FfmpegProcess process, OutputTarget target, FrameSize size)
    {
        (_process, _target, Size) = (process, target, size);
        _progress = Task.Run(ReadProgressAsync);
    }

    /// <inheritdoc/>
    public FrameSize Size { get; }

    /// <inheritdoc/>
    public bool IsPaced => true;

    /// <inheritdoc/>
    public bool IsConnected => _isConnected;

    /// <summary>Starts the program; the connection is made when the first frames are there.</summary>
    /// <param name="program">Full path of <c>ffmpeg</c>.</param>
    /// <param name="target">A target in the network.</param>
    /// <param name="codec">An H.264 encoder.</param>
    /// <param name="size">Of the pictures; even.</param>
    /// <param name="rate">Frames a second.</param>
    /// <param name="bitRate">Bits a second; null: by size and rate.</param>
    /// <exception cref="P2IKT.Live.Capture.CaptureException">It cannot be started.</exception>
    public static StreamSink Start(
        string program, OutputTarget target, VideoCodec codec, FrameSize size, FrameRate rate, int? bitRate) =>
        new(FfmpegProcess.Start(program, Arguments(target, codec, size, rate, bitRate), reads: true), target, size);

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> planes)
    {
        try
        {
            _process.Input.Write(planes);
        }
        catch (Exception lost) when (lost is IOException or ObjectDisposedException or InvalidOperationException)
        {
            var error = _target.Redact(_process.FirstErrorLine());
            throw new RecordingException(error.Length > 0 ? error : "the connection was closed", lost);
        }
    }

    /// <inheritdoc/>
    public void Abort() => _process.Kill();

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _process.Input.Close(); // the last pictures go out, and the receiver is told
        }
        catch (IOException)
        {
            // It has ended.
        }
        _process.WaitForExit(TimeSpan.FromSeconds(2));
        _process.Dispose();
        _progress.Wait(TimeSpan.FromSeconds(2));
    }

    /// <summary>The arguments of ffmpeg.</summary>
    internal static IEnumerable<string> Arguments(OutputTarget target, VideoCodec codec, FrameSize size, FrameRate rate, int? bitRate)
    {
        var protocol = target.Protocol ?? throw new ArgumentException("The target is a device.", nameof(target));
        var bits = Invariant(bitRate ?? Math.Max(LeastBitRate, (int)Math.Min(int.MaxValue, BitsPerPixel * size.Pixels * rate.PerSecond)));
        var keyFrames = Invariant(Math.Max(1, KeyFrameSeconds * rate.PerSecond));
        string[] timeout = protocol.Name is "rtmp" or "rtmps"
            ? ["-rw_timeout", Invariant(LongestSilence.TotalMicroseconds)] : [];
        return
        [
            "-hide_banner", "-loglevel", "error", "-nostats", "-progress", "pipe:1", "-stats_period", "0.5",
            "-f", "rawvideo", "-pixel_format", "yuv420p", "-video_size", size.ToString(), "-framerate", rate.ToString(), .. Bt709.Marks,
            "-probesize", "32", "-analyzeduration", "0", "-i", "pipe:0", "-an",
            "-c:v", codec.Encoder, .. WithoutQuality(codec.Live), "-pix_fmt", codec.PixelFormat, .. Bt709.Marks,
            "-b:v", bits, "-maxrate", bits, "-bufsize", bits, "-g", keyFrames, "-bf", "0",
            .. timeout, .. protocol.Options,
            "-f", protocol.Format, "-flush_packets", "1", target.Address,
        ];
    }

    /// <summary>A link carries a rate, so a constant quality does not fit.</summary>
    private static IEnumerable<string> WithoutQuality(IReadOnlyList<string> options)
    {
        for (var i = 0; i + 1 < options.Count; i += 2)
        {
            if (options[i] is not ("-crf" or "-cq" or "-q:v" or "-global_quality"))
            {
                yield return options[i];
                yield return options[i + 1];
            }
        }
    }

    private static string Invariant(double number) => number.ToString("0", CultureInfo.InvariantCulture);

    /// <summary>
    /// "frame=12" in the program's reports. It opens the target before it reads a frame, or with the first one, so a frame that came
    /// through means that the target is there.
    /// </summary>
    private async Task ReadProgressAsync()
    {
        try
        {
            using var lines = new StreamReader(_process.Output);
            while (await lines.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                if (line.StartsWith("frame=", StringComparison.Ordinal)
                    && long.TryParse(line.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var frames) && frames > 0)
                    _isConnected = true;
            }
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The program has ended.
        }
    }
}
