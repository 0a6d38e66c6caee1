using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Clips;
using P2IKT.Live.Recording.Clips;
using P2IKT.Live.Tests.Preview;

namespace P2IKT.Live.Tests.Live.Web;

/// <summary>A folder of real clips, made by the real ffmpeg, with sidecars as the recorder writes them; it goes with the test.</summary>
internal sealed class ClipShelf : IDisposable
{
    public const int Fps = 25;

    public ClipShelf()
    {
        Assert.SkipWhen(FfmpegProgram.Path is null, $"There is no ffmpeg: {FfmpegProgram.HowToInstall}.");
        Directory.CreateDirectory(Folder);
    }

    /// <summary>The folder of clips; beside it lies what must not be reached.</summary>
    public string Folder => Path.Combine(Root, "clips");

    public string Root { get; } = Directory.CreateTempSubdirectory("p2ikt-clips-").FullName;

    /// <summary>Full path of the clip that counts as being written; null for none.</summary>
    public string? BeingWritten { get; set; }

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>A preview that serves the folder.</summary>
    public async Task<ShelfServer> ServeAsync()
    {
        var endpoints = new ClipEndpoints(new ClipFolder(Folder), () => BeingWritten);
        return new ShelfServer(await PreviewStage.StartAsync(new PreviewOptions { Port = 0, Extend = endpoints.Map }));
    }

    /// <summary>A clip of one grey, or of what another filter of ffmpeg draws.</summary>
    public string Film(string name, double seconds = 1, int grey = 200, string? picture = null, string encoder = "libx264", FrameBox? size = null)
    {
        var (width, height) = size ?? new FrameBox(320, 180);
        var grain = string.Create(CultureInfo.InvariantCulture, $"color=c=0x{grey:X2}{grey:X2}{grey:X2}");
        var input = string.Create(CultureInfo.InvariantCulture, $"{picture ?? grain}:s={width}x{height}:r={Fps}:d={seconds}");
        var path = PathOf(name);
        string[] arguments = ["-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", input, "-c:v", encoder, "-pix_fmt", encoder == "prores_ks" ? "yuv422p10le" : "yuv420p",
            .. encoder == "libx264" ? (string[])["-preset", "ultrafast", "-g", "10"] : [], "-movflags", "+faststart", path];
        using var ffmpeg = Process.Start(new ProcessStartInfo(FfmpegProgram.Path!, arguments))!;
        ffmpeg.WaitForExit();
        Assert.Equal(0, ffmpeg.ExitCode);
        return path;
    }

    /// <summary>Writes a clip's sidecar, with a focus track for its length.</summary>
    public ClipSidecar Describe(string name, double seconds = 1, Func<ClipSidecar, ClipSidecar>? change = null)
    {
        var frames = (int)Math.Round(seconds * Fps);
        var numbers = Enumerable.Range(0, frames).ToList();
        var sidecar = new ClipSidecar
        {
            Clip = name,
            StartedAt = new DateTimeOffset(2026, 5, 4, 14, 3, 0, TimeSpan.FromHours(2)),
            Ended = ClipEnding.Stopped,
            Source = new ClipSource("test:", "Test scene"),
            Network = new ClipModel("p2ikt-live 2", "CPU"),
            Settings = new ClipSettings("h264", 320, 180, Fps, null, 0),
            Frames = new ClipCounts { Written = frames },
            Timeline = new ClipTimeline
            {
                Captured = [.. numbers.Select(i => i * 10_000L / Fps)],
                Median = [.. numbers.Select(i => 500 + i)],
                Sharpest = [.. numbers.Select(i => 100 + i)],
                Centre = [.. numbers.Select(i => 300 + i)],
            },
        };
        sidecar = change?.Invoke(sidecar) ?? sidecar;
        File.WriteAllText(Path.ChangeExtension(PathOf(name), ".json"), JsonSerializer.Serialize(sidecar, ClipJson.Default.ClipSidecar));
        return sidecar;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
