using System.Diagnostics;

namespace P2IKT.Live.Recording.Clips;

/// <summary>
/// Looks after the clip being written: that its file is where it was begun, that the disk has room, that the sidecar is up to date. For the
/// recorder's thread.
/// </summary>
internal sealed class ClipCheck
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private long _checkedBytes; // size of the clip at the last check of the disk
    private long _checkedAt;

    /// <summary>The checks are about a new clip now.</summary>
    public void Reset() => _checkedBytes = 0;

    /// <summary>Once a second: the file, the room on the disk and the sidecar. The room also whenever the clip has grown by much.</summary>
    /// <exception cref="RecordingException">The disk is about to be full, or gone.</exception>
    public void Run(Clip clip)
    {
        var isDue = Stopwatch.GetElapsedTime(_checkedAt) >= Period;
        if (!isDue && !HasGrown(clip))
            return;
        RequireFile(clip.Path);
        _checkedBytes = clip.Bytes;
        if (IsDiskFull(clip))
        {
            var free = DiskSpace.FreeAt(clip.Path) >> 20;
            throw new RecordingException(
                $"The disk of '{clip.Path}' has only {free} MB left: the clip was closed before it ran out; free some space and record "
                    + "again.") { Subject = clip.Path };
        }
        if (isDue)
            WriteSidecar(clip);
    }

    /// <summary>
    /// Fails when a clip's file is gone. The encoder does not notice when a disk is pulled, or a folder is renamed or deleted: it goes on
    /// into a file without a name. The next clip would be begun on whatever disk has the folder's name now.
    /// </summary>
    /// <exception cref="RecordingException">The file is not where it was begun.</exception>
    public static void RequireFile(string path, Exception? cause = null)
    {
        if (File.Exists(path))
            return;
        throw new RecordingException(
            $"'{path}' is gone while it was being recorded: its disk was taken away, or its folder renamed or deleted; put it back, or "
                + "record into another folder.",
            cause) { Subject = path };
    }

    /// <summary>Whether the disk has less room than the clip needs to be closed in good order.</summary>
    public static bool IsDiskFull(Clip clip) =>
        DiskSpace.FreeAt(clip.Path) is { } free && free < DiskSpace.Reserve(clip.Bytes / Math.Max(1, clip.Seconds));

    /// <summary>Whether a clip has this size. The file system is asked at every eighth frame; false at the others.</summary>
    public static bool HasReached(Clip clip, long bytes) => clip.Counts.Written % 8 == 0 && clip.Bytes >= bytes;

    /// <summary>
    /// A stream that is faster than the clock, or hardly compressed, fills the reserve of the disk in less than a second.
    /// </summary>
    private bool HasGrown(Clip clip) => HasReached(clip, _checkedBytes + (DiskSpace.LeastReserve / 4));

    private void WriteSidecar(Clip clip)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            clip.WriteSidecar(ClipEnding.Recording, null, lasting: false);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            // The last sidecar stays until the next try; a fault of the disk also shows at the clip itself.
        }
        // The sidecar of many hours takes its time: at most a fiftieth of the recorder's.
        _checkedAt = Stopwatch.GetTimestamp() + (49 * (Stopwatch.GetTimestamp() - began));
    }
}
