namespace P2IKT.Live.Capture.HotFolder;

/// <summary>
/// Notifications from the system that something in the folder has changed: a reason to look at once. They come late, twice or,
/// from many network drives, never, so nothing depends on them.
/// </summary>
internal sealed class FolderHints : IDisposable
{
    private readonly FileSystemWatcher? _watcher;
    private int _pending;

    /// <param name="root">The folder.</param>
    /// <param name="recursive">Its subfolders, too.</param>
    /// <param name="wake">Called on some thread when there is a first hint; null: do without.</param>
    public FolderHints(string root, bool recursive, Action? wake)
    {
        if (wake is null)
            return;
        try
        {
            _watcher = new FileSystemWatcher(root)
            {
                IncludeSubdirectories = recursive,
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
            };
            FileSystemEventHandler hint = (_, _) => Hint(wake);
            _watcher.Created += hint;
            _watcher.Changed += hint;
            _watcher.Deleted += hint;
            _watcher.Renamed += (_, _) => Hint(wake);
            _watcher.EnableRaisingEvents = true;
        }
        catch (Exception none) when (none is IOException or ArgumentException or UnauthorizedAccessException)
        {
            _watcher?.Dispose(); // the system's limit of watches, a drive that cannot: polling does without
            _watcher = null;
        }
    }

    /// <summary>Whether there is one that was not taken.</summary>
    public bool Pending => Volatile.Read(ref _pending) != 0;

    /// <summary>Takes what there is; whether there was one.</summary>
    public bool TryConsume() => Interlocked.Exchange(ref _pending, 0) != 0;

    public void Dispose() => _watcher?.Dispose();

    private void Hint(Action wake)
    {
        if (Interlocked.Exchange(ref _pending, 1) == 0)
            wake();
    }
}
