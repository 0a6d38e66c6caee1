using P2IKT.Live.Capture.Files;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Preview.Clips;

/// <summary>
/// The folder of clips as its viewers see it: the videos that lie in it, each with what its sidecar says. Links, hidden files and
/// whatever lies elsewhere do not exist here.
/// </summary>
internal sealed class ClipFolder(string folder)
{
    private const string SourceSuffix = ".source";

    // A link may lead out of the folder; hidden is what is still being put together.
    private static readonly EnumerationOptions Listed = new()
    {
        AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden | FileAttributes.System, MatchType = MatchType.Simple,
    };

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Known> _known = [];

    /// <summary>Its full path.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(folder);

    /// <summary>All clips, the newest first; none when the folder is not there.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public IReadOnlyList<ClipFile> List()
    {
        var files = Files();
        var clips = files.Values.Where(file => IsVideo(file.Name) && !IsSourceOfAnother(file.Name, files)).Select(file => Read(file, files)).ToList();
        lock (_gate)
        {
            foreach (var gone in _known.Keys.Where(name => !files.ContainsKey(name)).ToList())
                _known.Remove(gone);
        }
        return [.. clips.OrderByDescending(clip => clip.Sidecar?.StartedAt ?? clip.File.LastWriteTimeUtc).ThenBy(clip => clip.File.Name, StringComparer.Ordinal)];
    }

    /// <summary>The clip, or kept source, of this file name; null when no listing of the folder shows it.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public ClipFile? Find(string name)
    {
        // Only a name that the folder itself gave is opened, never one that was sent: no spelling of a path leads out of it.
        var files = Files();
        return IsVideo(name) && files.TryGetValue(name, out var file) ? Read(file, files) : null;
    }

    /// <summary>The whole sidecar of a clip, read anew; null when it is missing, broken or of another clip.</summary>
    public static ClipSidecar? ReadSidecar(ClipFile clip) =>
        clip.Sidecar is null ? null : SidecarFile.TryRead(System.IO.Path.ChangeExtension(clip.File.FullName, ".json"));

    /// <summary>The type of a video, by its ending.</summary>
    /// <remarks>QuickTime is told as MP4, its descendant, whose codecs browsers then try; nothing else of what we record in it would play.</remarks>
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
                // What cannot be opened by its name, or would block whoever opens it, does not cost the list. Two names that are not UTF-8 may read alike.
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

    /// <summary>Whether it is the kept source of a clip that is there: that one is listed for both.</summary>
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
        // Two clips may differ in nothing but their ending; the sidecar is that of one. A clip that was renamed with it keeps it.
        if (sidecar is not null && !string.Equals(Extension(sidecar.Clip), Extension(file.Name), StringComparison.Ordinal))
            sidecar = null;
        var source = Source(sidecar?.SourceClip) ?? Source(stem + SourceSuffix + file.Extension);
        return new ClipFile(file, sidecar, source, problem);

        FileInfo? Source(string? name) => name is not null && name != file.Name && IsVideo(name) ? files.GetValueOrDefault(name) : null;
    }

    /// <summary>Reads a sidecar, once for each state of the file; null, with the reason, when it cannot be read or is none.</summary>
    private (ClipSidecar? Sidecar, string? Problem) Read(FileInfo file)
    {
        lock (_gate)
        {
            if (_known.TryGetValue(file.Name, out var known) && known.WrittenAt == file.LastWriteTimeUtc && known.Length == file.Length)
                return (known.Sidecar, known.Problem);
        }
        SidecarFile.TryRead(file.FullName, out var whole, out var problem);
        var sidecar = whole is null ? null : whole with { Timeline = new() }; // the longest part, and no list needs it
        lock (_gate)
            _known[file.Name] = new Known(file.LastWriteTimeUtc, file.Length, sidecar, problem);
        return (sidecar, problem);
    }

    private sealed record Known(DateTime WrittenAt, long Length, ClipSidecar? Sidecar, string? Problem);
}
