using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Recording.Shoots;

/// <summary>
/// The folder of the copies. It is never made here: an absent one is a disk that is not mounted, and its place on the system's disk must
/// not fill instead. A hidden file marks the folder, so that the empty mount point that a removed disk leaves is recognised, too.
/// </summary>
/// <param name="folder">Full path.</param>
internal sealed class CopyDisk(string folder)
{
    /// <summary>The hidden file.</summary>
    public const string Marker = ".p2ikt-copy";

    private const long Reserve = 8 << 20; // bytes that a copy leaves free
    private bool _isMarked;

    /// <summary>Bytes free; null when the system does not report it, or it is missing.</summary>
    public long? Free => Directory.Exists(folder) ? DiskSpace.FreeAt(Path.Combine(folder, Marker)) : null;

    /// <summary>One sentence while the folder is not there; else null. Changes nothing.</summary>
    public string? AbsenceReason => Directory.Exists(folder) ? null
        : $"The folder {folder} for second copies is not there: connect its disk, or make the folder; it is tried again.";

    /// <summary>Why nothing can be copied there now, one sentence; null: it can be.</summary>
    /// <param name="bytes">Of the next file.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public string? UnavailableReason(long bytes)
    {
        if (AbsenceReason is { } absent)
            return absent;
        var marker = Path.Combine(folder, Marker);
        if (!File.Exists(marker))
        {
            if (_isMarked)
            {
                return $"The disk of {folder} for second copies is gone: connect it again; it is tried again. If it is there, "
                    + $"put the empty file {Marker} into that folder.";
            }
            File.WriteAllBytes(marker, []);
        }
        _isMarked = true;
        return Free is { } free && free < bytes + Reserve
            ? $"The disk of {folder} for second copies is full: make room on it, or start with another disk; it is tried again."
            : null;
    }

    /// <summary>Whether a folder is on the same disk, as far as the system's list of disks shows.</summary>
    public bool IsOnDiskOf(string other)
    {
        try
        {
            var drives = DriveInfo.GetDrives().Select(static drive => drive.RootDirectory.FullName).ToList();
            return DriveOf(folder, drives) is { } mine && mine == DriveOf(other, drives);
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string? DriveOf(string path, List<string> drives) =>
        drives.Where(drive => Path.TrimEndingDirectorySeparator(drive) is var root
                && (path.StartsWith(drive, StringComparison.Ordinal)
                    || path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) || path == root))
            .MaxBy(static drive => drive.Length);
}
