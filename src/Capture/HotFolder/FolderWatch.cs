using System.Diagnostics.CodeAnalysis;

namespace P2IKT.Live.Capture.HotFolder;

/// <summary>
/// When to look at the folder, and what is there: by the clock, and sooner on a hint of the system. For the capture thread.
/// </summary>
/// <param name="root">The folder, a full path.</param>
/// <param name="recursive">Its subfolders, too.</param>
/// <param name="results">A subfolder in which only our own results lie; null: there is none.</param>
/// <param name="poll">How long from one look to the next.</param>
internal sealed class FolderWatch(string root, bool recursive, string? results, TimeSpan poll) : IDisposable
{
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(100); // hints come in floods
    private FolderHints? _hints;
    private Action? _wake;
    private TimeSpan _next;
    private TimeSpan _earliest;

    /// <summary>When to look next, unless a hint comes.</summary>
    public TimeSpan Next => _hints?.Pending == true && _earliest < _next ? _earliest : _next;

    /// <summary>What is there now.</summary>
    /// <exception cref="IOException">The folder is not there, or not reachable.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public FolderListing Look() => FolderListing.Of(root, recursive, results);

    /// <summary>
    /// Begins to listen to the system; the action is called on some thread when there is a hint. Null: only the clock counts.
    /// </summary>
    public void Listen(Action? wake)
    {
        _wake = wake;
        _hints = new FolderHints(root, recursive, wake);
    }

    /// <summary>Whether to look now.</summary>
    public bool IsDue(TimeSpan now) => now >= _next || (now >= _earliest && _hints?.TryConsume() == true);

    /// <summary>Looks, and says when it wants to look again: a drive that is slow to list is not listed all the time.</summary>
    /// <param name="clock">The source's clock: read before and after.</param>
    /// <param name="found">What is there; null when the folder is gone.</param>
    public bool TryLook(Func<TimeSpan> clock, [NotNullWhen(true)] out FolderListing? found)
    {
        var start = clock();
        try
        {
            found = Look();
            _hints ??= new FolderHints(root, recursive, _wake); // the old one listened to a folder that does not exist any more
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            found = null;
            Dispose();
        }
        var end = clock();
        (_next, _earliest) = (end + poll, end + ShortestPoll + (2 * (end - start)));
        return found is not null;
    }

    public void Dispose()
    {
        _hints?.Dispose();
        _hints = null;
    }
}
