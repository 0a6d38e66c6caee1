namespace P2IKT.Live.Capture.HotFolder;

/// <summary>A file as a listing of the folder showed it.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Length">Bytes.</param>
/// <param name="WrittenAt">Last write, UTC, as the file system reports it.</param>
/// <param name="CreatedAt">When it came into the folder, UTC; some file systems report the last write instead.</param>
internal readonly record struct StillEntry(string Path, long Length, DateTime WrittenAt, DateTime CreatedAt)
{
    /// <summary>Whether the content can be taken for the same: what a network drive reports reliably, too.</summary>
    public bool SameContentAs(in StillEntry other) => Length == other.Length && WrittenAt == other.WrittenAt;

    /// <summary>The order of arrival as far as the file system knows it: creation time, then name.</summary>
    public static int ByArrival(StillEntry a, StillEntry b) =>
        a.CreatedAt != b.CreatedAt ? a.CreatedAt.CompareTo(b.CreatedAt) : NaturalOrder.Compare(a.Path, b.Path);

    /// <summary>The file as it is now; null when it is gone.</summary>
    public static StillEntry? Now(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists ? new StillEntry(path, file.Length, file.LastWriteTimeUtc, file.CreationTimeUtc) : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
