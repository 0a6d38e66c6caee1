using P2IKT.Live.Capture.Files;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Preview.Clips;

/// <summary>
/// The folder of clips: the videos in it, each with its sidecar. Links, hidden files and files in other folders are not listed, and cannot
/// be opened by any name. Thread-safe.
/// </summary>
/// <param name="folder">Returns the folder, which may be another one from time to time.</param>
internal sealed class ClipFolder(Func<string> folder)
{
    private const string SourceSuffix = ".source";

    // A link may lead out of the folder; a hidden file is incomplete.
    private static readonly EnumerationOptions Listed = new()
    {
        AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden | FileAttributes.System, MatchType = MatchType.Simple,
    };

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Known> _known = [];

    /// <summary>The clips of one folder.</summary>
    public ClipFolder(string folder)
        : this(() => folder)
    {
    }

    /// <summary>Full path of the folder now.</summary>
    public string Path => System.IO.Path.GetFullPath(folder());

    /// <summary>All clips, the newest first; none when the folder is not there.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public IReadOnlyList<ClipFile> List()
    {
        var files = Files();
        var clips = files.Values.Where(file => IsVideo(file.Name) && !IsSourceOfAnother(file.Name, files))
            .Select(file => Read(file, files)).ToList();
        lock (_gate)
        {
            foreach (var removed in _known.Keys.Where(name => !files.ContainsKey(name)).ToList())
                _known.Remove(removed);
        }
        return [.. clips.OrderByDescending(clip => clip.Sidecar?.StartedAt ?? clip.File.LastWriteTimeUtc)
            .ThenBy(clip => clip.File.Name, StringComparer.Ordinal)];
    }

    /// <summary>The clip, or kept source, of this file name; null when no listing of the folder shows it.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public ClipFile? Find(string name)
    {
        // Only a path that the folder listed is opened, never the name that was sent: no spelling of a name leads out of it.
        var files = Files();
        return IsVideo(name) && files.TryGetValue(name, out var file) ? Read(file, files) : null;
    }

    /// <summary>The whole sidecar of a clip, read from the file; null when it is missing, broken or of another clip.</summary>
    public static ClipSidecar? ReadSidecar(ClipFile clip) =>
        clip.Sidecar is null ? null : SidecarFile.TryRead(System.IO.Path.ChangeExtension(clip.File.FullName, ".json"));

    /// <summary>The content type of a video, by its ending.</summary>
    /// <remarks>QuickTime is served as MP4, its descendant: browsers then try its codecs.</remarks>
    public static string TypeOf(string name) => Extension(name) is ".mkv" ? "video/x-matroska" : "video/mp4";

    private static bool IsVideo(string name) => Extension(name) is ".mp4" or ".mov" or ".mkv";

    private static string Extension(string name) => System.IO.Path.GetExtension(name).ToLowerInvariant();

    private Dictionary<string, FileInfo> Files()
    {
        try
        {
            var files = new Dictionary<string, FileInfo>(StringComparer.Ordinal);
            foreach (var file in new DirectoryInfo(Path).EnumerateFiles("*", Listed))
            {
                // A file that cannot be opened by its name, or would block the reader, is left out. Names that are not UTF-8 may look
                // alike.
                if (!FileNames.IsUndecodable(file.FullName) && !SpecialFile.IsAt(file.FullName))
                    files.TryAdd(file.Name, file);
            }
            return files;
        }
        catch (DirectoryNotFoundException) when (!File.Exists(Path))
        {
            return []; // nothing was recorded yet
        }
    }

    /// <summary>Whether it is the kept source of a listed clip: the clip is listed for both.</summary>
    private static bool IsSourceOfAnother(string name, Dictionary<string, FileInfo> files)
    {
        var stem = System.IO.Path.GetFileNameWithoutExtension(name);
        return stem.EndsWith(SourceSuffix, StringComparison.Ordinal)
            && files.Keys.Any(other => IsVideo(other) && System.IO.Path.GetFileNameWithoutExtension(other) == stem[..^SourceSuffix.Length]);
    }

    private ClipFile Read(FileInfo file, Dictionary<string, FileInfo> files)
    {
        var stem = System.IO.Path.GetFileNameWithoutExtension(file.Name);
        var (sidecar, problem) = files.TryGetValue(stem + ".json", out var beside) ? Read(beside) : (null, null);
        // Two clips may have the same name but for the ending: the sidecar belongs to one. A clip that was renamed with it keeps it.
        if (sidecar is not null && !string.Equals(Extension(sidecar.Clip), Extension(file.Name), StringComparison.Ordinal))
            sidecar = null;
        var source = Source(sidecar?.SourceClip) ?? Source(stem + SourceSuffix + file.Extension);
        return new ClipFile(file, sidecar, source, problem);

        FileInfo? Source(string? name) => name is not null && name != file.Name && IsVideo(name) ? files.GetValueOrDefault(name) : null;
    }

    /// <summary>Reads a sidecar, once for each state of the file; null, with the reason, when it cannot be read.</summary>
    private (ClipSidecar? Sidecar, string? Problem) Read(FileInfo file)
    {
        lock (_gate)
        {
            if (_known.TryGetValue(file.Name, out var known) && known.WrittenAt == file.LastWriteTimeUtc && known.Length == file.Length)
                return (known.Sidecar, known.Problem);
        }
        SidecarFile.TryRead(file.FullName, out var whole, out var problem);
        var sidecar = whole is null ? null : whole with { Timeline = new() }; // the longest part, which a list does not need
        lock (_gate)
            _known[file.Name] = new Known(file.LastWriteTimeUtc, file.Length, sidecar, problem);
        return (sidecar, problem);
    }

    private sealed record Known(DateTime WrittenAt, long Length, ClipSidecar? Sidecar, string? Problem);
}
