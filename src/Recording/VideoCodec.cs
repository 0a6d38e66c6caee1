using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording;

/// <summary>A way to compress video: its name here, the encoder of <c>ffmpeg</c> behind it, and how that one is asked to work.</summary>
public sealed record VideoCodec
{
    /// <summary>What is used unless something else is asked for: plays everywhere, and is the cheapest to make.</summary>
    public const string Default = "h264";

    private static readonly string[] Mp4 = [".mp4", ".mov", ".mkv"], Mov = [".mov", ".mkv"], Mkv = [".mkv"];

    /// <summary>Its name on the command line, such as "h264" or "hevc-nvenc".</summary>
    public required string Name { get; init; }

    /// <summary>The encoder's name in <c>ffmpeg</c>.</summary>
    public required string Encoder { get; init; }

    /// <summary>What it is, for a list.</summary>
    public required string Description { get; init; }

    /// <summary>Containers that may hold it, by extension; the first is the usual one.</summary>
    public required IReadOnlyList<string> Extensions { get; init; }

    /// <summary>The pixel format that it is given, in the terms of <c>ffmpeg</c>.</summary>
    public string PixelFormat { get; init; } = "yuv420p";

    /// <summary>Whether every common browser plays it.</summary>
    public bool PlaysInBrowser { get; init; }

    /// <summary>How it works beside a live view: fast, no frame held back.</summary>
    public IReadOnlyList<string> Live { get; init; } = [];

    /// <summary>How it works where time does not matter: better, at a quality at which no loss is seen.</summary>
    public IReadOnlyList<string> Offline { get; init; } = [];

    /// <summary>The same for pixels with alpha; null where it holds none.</summary>
    public VideoCodec? WithAlpha { get; init; }

    /// <summary>All of them; those that this machine's <c>ffmpeg</c> lacks, too.</summary>
    public static IReadOnlyList<VideoCodec> All { get; } =
    [
        new()
        {
            Name = "h264", Encoder = "libx264", Description = "H.264, plays everywhere", Extensions = Mp4, PlaysInBrowser = true,
            Live = ["-preset", "ultrafast", "-tune", "zerolatency", "-crf", "20"], Offline = ["-preset", "medium", "-crf", "16"],
        },
        new()
        {
            Name = "hevc", Encoder = "libx265", Description = "HEVC, half the size of H.264, slow to make", Extensions = Mp4,
            Live = ["-preset", "ultrafast", "-tune", "zerolatency", "-crf", "22", "-x265-params", "log-level=error", "-tag:v", "hvc1"],
            Offline = ["-preset", "medium", "-crf", "18", "-x265-params", "log-level=error", "-tag:v", "hvc1"],
        },
        new VideoCodec
        {
            Name = "prores", Encoder = "prores_ks", Description = "ProRes 422 HQ, for editing; large", Extensions = Mov,
                PixelFormat = "yuv422p10le",
            Live = ["-profile:v", "hq", "-vendor", "apl0"], Offline = ["-profile:v", "hq", "-vendor", "apl0"],
        }.AndWithAlpha("yuva444p10le", ["-profile:v", "4444", "-alpha_bits", "16", "-vendor", "apl0"]),
        new VideoCodec
        {
            Name = "ffv1", Encoder = "ffv1", Description = "FFV1, lossless, for archives; very large", Extensions = Mkv,
                PixelFormat = "bgr0",
            Live = ["-level", "3", "-slices", "4", "-g", "1"], Offline = ["-level", "3", "-slices", "4", "-slicecrc", "1", "-g", "1"],
        }.AndWithAlpha("bgra", ["-level", "3", "-slices", "4", "-slicecrc", "1", "-g", "1"]),
        Hardware("h264-nvenc", "h264_nvenc", "H.264 on an NVIDIA GPU", ["-preset", "p4", "-tune", "ll", "-cq", "20"],
        ["-preset", "p7", "-cq", "16"], plays: true),
        Hardware("hevc-nvenc", "hevc_nvenc", "HEVC on an NVIDIA GPU", ["-preset", "p4", "-tune", "ll", "-cq", "22", "-tag:v", "hvc1"],
        ["-preset", "p7", "-cq", "18", "-tag:v", "hvc1"]),
        Hardware("h264-videotoolbox", "h264_videotoolbox", "H.264 on a Mac's media engine", ["-realtime", "1", "-q:v", "65"],
        ["-q:v", "80"], plays: true),
        Hardware("hevc-videotoolbox", "hevc_videotoolbox", "HEVC on a Mac's media engine",
        ["-realtime", "1", "-q:v", "65", "-tag:v", "hvc1"], ["-q:v", "80", "-tag:v", "hvc1"]),
        Hardware("h264-qsv", "h264_qsv", "H.264 on Intel Quick Sync", ["-preset", "veryfast", "-global_quality", "20", "-async_depth", "1"],
        ["-preset", "slow", "-global_quality", "16"], plays: true) with { PixelFormat = "nv12" },
        Hardware("hevc-qsv", "hevc_qsv", "HEVC on Intel Quick Sync",
        ["-preset", "veryfast", "-global_quality", "22", "-async_depth", "1", "-tag:v", "hvc1"],
        ["-preset", "slow", "-global_quality", "18", "-tag:v", "hvc1"]) with { PixelFormat = "nv12" },
    ];

    /// <summary>Asks this machine's <c>ffmpeg</c> whether it was built with the encoder; false when it is not installed.</summary>
    /// <exception cref="CaptureException">The program cannot be started.</exception>
    public Task<bool> ProbeAsync(CancellationToken stop) => FfmpegProgram.ProbeEncoderAsync(Encoder, stop);

    /// <summary>Finds one by name.</summary>
    /// <exception cref="RecordingException">There is none of this name.</exception>
    public static VideoCodec Find(string name) => All.FirstOrDefault(codec => codec.Name == name)
        ?? throw new RecordingException(
            FaultKind.WrongUsage, $"There is no codec '{name}': choose one of {string.Join(", ", All.Select(codec => codec.Name))}.");

    /// <summary>Its name.</summary>
    public override string ToString() => Name;

    private VideoCodec AndWithAlpha(string pixelFormat, string[] offline) =>
        this with { WithAlpha = this with { PixelFormat = pixelFormat, Offline = offline } };

    private static VideoCodec Hardware(
        string name, string encoder, string description, string[] live, string[] offline, bool plays = false) => new()
    {
        Name = name, Encoder = encoder, Description = description, Extensions = Mp4, PlaysInBrowser = plays, Live = live, Offline = offline,
    };
}
