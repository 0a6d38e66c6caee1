using System.IO.Enumeration;

namespace P2IKT.Live.Capture.Stills;

/// <summary>One pass over the folder. Links are not followed: they may lead round in a circle, or out of the folder.</summary>
internal sealed class FolderListing : FileSystemEnumerator<StillEntry>
{
    private readonly string? _results;
    private readonly bool _opened; // false while the base class opens the root itself

    private FolderListing(string root, bool recursive, string? results)
        : base(root, new EnumerationOptions { RecurseSubdirectories = recursive, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false }) =>
        (_results, _opened) = (results, true);

    /// <summary>Whether every folder could be listed: only then is what is missing really gone.</summary>
    public bool Whole { get; private set; } = true;

    /// <summary>All stills of the folder, in order of arrival (<see cref="StillEntry.ByArrival"/>).</summary>
    /// <param name="root">The folder, a full path.</param>
    /// <param name="recursive">Its subfolders, too.</param>
    /// <param name="results">A subfolder in which only our own results lie.</param>
    /// <exception cref="IOException">The folder is not there, or not reachable.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static (List<StillEntry> Stills, bool Whole) Of(string root, bool recursive, string? results)
    {
        using var listing = new FolderListing(root, recursive, results);
        List<StillEntry> stills = [];
        while (listing.MoveNext())
            stills.Add(listing.Current);
        stills.Sort(StillEntry.ByArrival);
        return (stills, listing.Whole);
    }

    protected override bool ShouldIncludeEntry(ref FileSystemEntry entry) =>
        !entry.IsDirectory && StillNames.IsInput(entry.FileName) && !IsLink(ref entry);

    protected override bool ShouldRecurseIntoEntry(ref FileSystemEntry entry) =>
        !entry.FileName.StartsWith('.') && !IsLink(ref entry) && (_results is null || entry.ToFullPath() != _results);

    protected override StillEntry TransformEntry(ref FileSystemEntry entry) =>
        new(entry.ToFullPath(), entry.Length, entry.LastWriteTimeUtc.UtcDateTime, entry.CreationTimeUtc.UtcDateTime);

    protected override bool ContinueOnError(int error)
    {
        Whole = false;
        return _opened; // a subfolder may be missed, the folder itself not
    }

    private static bool IsLink(ref FileSystemEntry entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
}
