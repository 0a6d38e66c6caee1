using System.Collections.Concurrent;
using System.Diagnostics;

namespace P2IKT.Live.Capture.Ffmpeg;

/// <summary>The programs <c>ffmpeg</c> and <c>ffprobe</c>, where they are installed, and what they can do.</summary>
public static class FfmpegProgram
{
    /// <summary>The oldest major version that recording is written for: 4.4, of 2021, lacks <c>-fps_mode</c>.</summary>
    public const int OldestMajor = 5;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);
    private static readonly ConcurrentDictionary<string, string> Answers = new();

    /// <summary>Full path of <c>ffmpeg</c>, the first on the search path; null when it is not installed.</summary>
    public static string? Path => Find("ffmpeg");

    /// <summary>Full path of <c>ffprobe</c>, which comes with it; null when it is not installed.</summary>
    public static string? ProbePath => Find("ffprobe");

    /// <summary>What to do where it is not, as part of a sentence.</summary>
    public static string HowToInstall =>
        OperatingSystem.IsWindows() ? "install it with 'winget install ffmpeg'"
        : OperatingSystem.IsMacOS() ? "install it with 'brew install ffmpeg'"
        : "install the package ffmpeg, such as with 'apt install ffmpeg'";

    /// <summary>Asks the program for its version, such as "5.1.9-0+deb12u1"; null when it is not installed or does not answer.</summary>
    /// <exception cref="CaptureException">It cannot be started.</exception>
    public static async Task<string?> ProbeVersionAsync(CancellationToken stop) =>
        await AskAsync("-version", stop).ConfigureAwait(false) is { } output && output.Split(' ') is ["ffmpeg", "version", var version, ..]
            ? version
            : null;

    /// <summary>The first number of a version; null for a build from a development branch, which has none.</summary>
    public static int? MajorOf(string? version) =>
        version?.TrimStart('n').Split('.', '-')[0] is { } first && int.TryParse(first, out var major) ? major : null;

    /// <summary>Asks the program whether it was built with this encoder, such as "libx264". Its hardware may still be missing.</summary>
    /// <exception cref="CaptureException">It cannot be started.</exception>
    public static Task<bool> ProbeEncoderAsync(string name, CancellationToken stop) => ListsAsync("-encoders", name, stop);

    /// <summary>Asks the program whether it was built with this decoder, such as "libvpx-vp9".</summary>
    /// <exception cref="CaptureException">It cannot be started.</exception>
    public static Task<bool> ProbeDecoderAsync(string name, CancellationToken stop) => ListsAsync("-decoders", name, stop);

    /// <summary>Asks the program whether it was built with this muxer, such as "mpegts".</summary>
    /// <exception cref="CaptureException">It cannot be started.</exception>
    public static Task<bool> ProbeMuxerAsync(string name, CancellationToken stop) => ListsAsync("-muxers", name, stop);

    /// <summary>Asks the program whether it was built to send over this protocol, such as "srt".</summary>
    /// <exception cref="CaptureException">It cannot be started.</exception>
    public static async Task<bool> ProbeProtocolAsync(string name, CancellationToken stop) =>
        await AskAsync("-protocols", stop).ConfigureAwait(false) is { } list
        && list[Math.Max(0, list.IndexOf("Output:", StringComparison.Ordinal))..].Split('\n').Any(line => line.Trim() == name);

    private static async Task<bool> ListsAsync(string question, string name, CancellationToken stop) =>
        await AskAsync(question, stop).ConfigureAwait(false) is { } list
        && list.Split('\n').Any(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var listed, ..] && listed == name);

    private static string? Find(string program)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var name = OperatingSystem.IsWindows() ? program + ".exe" : program;
        return folders.Select(folder => System.IO.Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>Each program answers each question once: the answer does not change while this process runs.</summary>
    private static async Task<string?> AskAsync(string question, CancellationToken stop)
    {
        if (Path is not { } program)
            return null;
        var key = $"{program} {question}";
        if (Answers.TryGetValue(key, out var known))
            return known;
        using var asked = FfmpegProcess.Start(program, ["-hide_banner", question], reads: true);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        ending.CancelAfter(Timeout);
        using var kill = ending.Token.Register(asked.Kill);
        using var output = new StreamReader(asked.Output);
        var answer = await output.ReadToEndAsync(CancellationToken.None).ConfigureAwait(false); // ends when the program does
        stop.ThrowIfCancellationRequested();
        return Answers.GetOrAdd(key, answer);
    }
}
