using System.IO.Enumeration;

namespace P2IKT.Live.Capture.Files;

/// <summary>
/// One pass over the files of a folder and of those below it. Hidden folders are left out, and links to folders are not followed: they may
/// lead round in a circle, or out of the folder.
/// </summary>
/// <typeparam name="T">What is kept of a file.</typeparam>
/// <param name="wanted">Whether to keep it; never asked for a folder.</param>
/// <param name="keep">What to keep.</param>
public sealed class FolderTree<T>(FileSystemEnumerable<T>.FindPredicate wanted, FileSystemEnumerable<T>.FindTransform keep)
{
    private readonly List<(string Folder, string Reason)> _unreadable = [];

    /// <summary>Their subfolders, too.</summary>
    public bool IsRecursive { get; init; } = true;

    /// <summary>The full path of a folder that is left out.</summary>
    public string? LeftOut { get; init; }

    /// <summary>Folders below the first that could not be listed in the last pass, and why; what lies in them is missing.</summary>
    public IReadOnlyList<(string Folder, string Reason)> Unreadable => _unreadable;

    /// <summary>All files, in no order.</summary>
    /// <param name="root">The first folder, a full path.</param>
    /// <exception cref="IOException">It is not there, or not reachable.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public List<T> List(string root)
    {
        _unreadable.Clear();
        var found = new List<T>();
        var waiting = new Stack<string>([root]);
        while (waiting.TryPop(out var folder))
        {
            try
            {
                found.AddRange(Listing(folder, waiting));
            }
            catch (Exception refused) when (folder != root && refused is IOException or UnauthorizedAccessException)
            {
                _unreadable.Add((folder, FileNames.IsUndecodable(folder) ? "its name is not UTF-8" : refused.Message.TrimEnd('.')));
            }
        }
        return found;
    }

    private FileSystemEnumerable<T> Listing(string folder, Stack<string> waiting) =>
        new(folder, keep, new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
            {
                if (!entry.IsDirectory)
                    return wanted(ref entry);
                if (IsRecursive && !entry.FileName.StartsWith('.') && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint)
                    && entry.ToFullPath() is var inner && inner != LeftOut)
                    waiting.Push(inner);
                return false;
            },
        };
}
