using P2IKT.Live.Capture.Files;
using P2IKT.Live.Capture.Pictures;

namespace P2IKT.Live.Capture.HotFolder;

/// <summary>What one pass over the folder found.</summary>
/// <param name="Stills">All stills, in order of arrival (<see cref="StillEntry.ByArrival"/>). Links are not followed.</param>
/// <param name="IsWhole">Whether every folder could be listed: only then is what is missing really gone.</param>
/// <param name="Others">How many pictures there are of formats that are not read.</param>
/// <param name="Unusable">What cannot be taken in as it is, and why: folders that may not be read, names that nobody can open.</param>
internal sealed record FolderListing(
    List<StillEntry> Stills, bool IsWhole, int Others, IReadOnlyList<(string Path, string Reason)> Unusable)
{
    /// <summary>Goes over the folder.</summary>
    /// <param name="root">The folder, a full path.</param>
    /// <param name="recursive">Its subfolders, too.</param>
    /// <param name="results">A subfolder in which only our own results lie.</param>
    /// <exception cref="IOException">The folder is not there, or not reachable.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FolderListing Of(string root, bool recursive, string? results)
    {
        var others = 0;
        var tree = new FolderTree<StillEntry>(
            (ref entry) =>
            {
                if (StillNames.IsInput(entry.FileName))
                    return !entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
                others += !entry.FileName.StartsWith('.') && StillFormats.IsOtherPictureName(entry.FileName) ? 1 : 0;
                return false;
            },
            static (ref entry) =>
                new StillEntry(entry.ToFullPath(), entry.Length, entry.LastWriteTimeUtc.UtcDateTime, entry.CreationTimeUtc.UtcDateTime))
        {
            IsRecursive = recursive,
            LeftOut = results,
        };
        var stills = tree.List(root);
        // A folder that has gone since its name was read does not matter.
        var obstacles = tree.Unreadable.Where(static one => FileNames.IsUndecodable(one.Folder) || Directory.Exists(one.Folder)).ToList();
        foreach (var still in stills.Where(static still => FileNames.IsUndecodable(still.Path)))
            obstacles.Add((still.Path, "its name is not UTF-8"));
        stills.RemoveAll(static still => FileNames.IsUndecodable(still.Path));
        stills.Sort(StillEntry.ByArrival);
        return new FolderListing(stills, tree.Unreadable.Count == 0, others, obstacles);
    }
}
