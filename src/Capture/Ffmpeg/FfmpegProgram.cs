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

    /// <summary>Its version as it reports it, such as "5.1.9-0+deb12u1"; null when it is not installed or does not answer.</summary>
    public static string? Version =>
        Ask("-version") is { } said && said.Split(' ') is ["ffmpeg", "version", var version, ..] ? version : null;

    /// <summary>The first number of <see cref="Version"/>; null for a build from a development branch, which has none.</summary>
    public static int? MajorVersion =>
        Version?.TrimStart('n').Split('.', '-')[0] is { } first && int.TryParse(first, out var major) ? major : null;

    /// <summary>Whether it was built with this encoder, such as "libx264"; that the hardware behind it is there, is not said.</summary>
    public static bool HasEncoder(string name) => Lists("-encoders", name);

    /// <summary>Whether it was built with this decoder, such as "libvpx-vp9".</summary>
    public static bool HasDecoder(string name) => Lists("-decoders", name);

    private static bool Lists(string question, string name) =>
        Ask(question) is { } list
            && list.Split('\n')
                .Any(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var listed, ..] && listed == name);

    private static string? Find(string program)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var name = OperatingSystem.IsWindows() ? program + ".exe" : program;
        return folders.Select(folder => System.IO.Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>Asked once for each program and question: the answer does not change while we run.</summary>
    private static string? Ask(string question)
    {
        if (Path is not { } program)
            return null;
        return Answers.GetOrAdd($"{program} {question}", _ =>
        {
            using var asked = FfmpegProcess.Start(program, ["-hide_banner", question], reads: true);
            using var timeout = new CancellationTokenSource(Timeout);
            using var kill = timeout.Token.Register(asked.Kill);
            return new StreamReader(asked.Output).ReadToEnd();
        });
    }
}
