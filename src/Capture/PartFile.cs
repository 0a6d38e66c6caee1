namespace P2IKT.Live.Capture;

/// <summary>
/// A file on its way: written under a hidden name in the folder of its place, and renamed once it is complete, so that a reader sees
/// the old file or the whole new one. Disposed before <see cref="Commit"/>, it leaves nothing behind.
/// </summary>
public sealed class PartFile : IDisposable
{
    private readonly string _place;
    private bool _committed;

    /// <summary>Begins a file; nothing is written yet.</summary>
    /// <param name="place">The name that it takes when it is complete.</param>
    /// <param name="partPath">Its name until then, in the same folder; null for the usual one, hidden and with another extension.</param>
    public PartFile(string place, string? partPath = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(place);
        _place = System.IO.Path.GetFullPath(place);
        Path = partPath ?? System.IO.Path.Combine(System.IO.Path.GetDirectoryName(_place)!, $".{System.IO.Path.GetFileName(_place)}.part");
    }

    /// <summary>Where to write.</summary>
    public string Path { get; }

    /// <summary>Opens it for writing, empty; to be disposed before <see cref="Commit"/>.</summary>
    /// <exception cref="IOException">The folder is gone, the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public FileStream Create() => new(Path, FileMode.Create, FileAccess.Write, FileShare.None);

    /// <summary>Gives it its name.</summary>
    /// <param name="overwrite">Whether it may take the place of a file that is there.</param>
    /// <exception cref="IOException">It may not, or the folder is gone.</exception>
    public void Commit(bool overwrite)
    {
        File.Move(Path, _place, overwrite);
        _committed = true;
    }

    /// <summary>Removes what was written, unless it is complete.</summary>
    public void Dispose()
    {
        if (_committed)
            return;
        try
        {
            File.Delete(Path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // The folder is gone, or read-only by now: nothing is left that could be done.
        }
    }
}
