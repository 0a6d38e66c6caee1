namespace P2IKT.Live.Capture;

/// <summary>The program <c>ffmpeg</c>, where it is installed.</summary>
public static class FfmpegProgram
{
    /// <summary>Its full path, the first on the search path; null when it is not installed.</summary>
    public static string? Path
    {
        get
        {
            var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
            var name = OperatingSystem.IsWindows() ? "ffmpeg.exe" : "ffmpeg";
            return folders.Select(folder => System.IO.Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        }
    }

    /// <summary>What to do where it is not, as part of a sentence.</summary>
    public static string HowToInstall =>
        OperatingSystem.IsWindows() ? "install it with 'winget install ffmpeg'"
        : OperatingSystem.IsMacOS() ? "install it with 'brew install ffmpeg'"
        : "install the package ffmpeg, such as with 'apt install ffmpeg'";
}
