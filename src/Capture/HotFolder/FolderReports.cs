using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.HotFolder;

/// <summary>Reports what a folder holds and cannot be taken in: each thing once, for as long as it lasts. For the capture thread.</summary>
/// <param name="root">The folder, a full path.</param>
/// <param name="report">Receives one notice at a time.</param>
internal sealed class FolderReports(string root, Action<Notice> report)
{
    private HashSet<string> _reported = [];
    private bool _hasOthers;

    /// <summary>Compares what was found with what was found before.</summary>
    public void Update(FolderListing found)
    {
        foreach (var (path, reason) in found.Unusable.Where(one => !_reported.Contains(one.Path)))
            report(Notice.Warning("file-not-readable",
                $"'{Path.GetRelativePath(root, path)}' cannot be read ({reason}), and is left out: rename it, or fix its permissions."));
        if (found.Unusable.Count + _reported.Count > 0)
            _reported = [.. found.Unusable.Select(static one => one.Path)];
        if (found.Others > 0 && !_hasOthers)
            report(Notice.Warning(
                "pictures-left-out",
                $"Pictures of other kinds (HEIC, GIF ...) are left out, {found.Others} so far: save JPEG, PNG, TIFF or WebP."));
        _hasOthers |= found.Others > 0;
    }
}
