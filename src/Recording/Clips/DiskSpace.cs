namespace P2IKT.Live.Recording.Clips;

/// <summary>Free space on the disk of a file.</summary>
internal static class DiskSpace
{
    /// <summary>Free bytes below which no clip is begun: it would end at once.</summary>
    public const long LeastToBegin = 16 << 20;

    /// <summary>Kept free at least, in bytes.</summary>
    public const long LeastReserve = 4 << 20;

    private const double ReserveSeconds = 3;

    /// <summary>Bytes free for this user where a file or folder lies; null when the system does not report it.</summary>
    public static long? FreeAt(string path)
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(path))!).AvailableFreeSpace;
        }
        catch (Exception untold) when (untold is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null; // a network folder without a drive letter, for one
        }
    }

    /// <summary>What must stay free for a clip to be closed in good order: the next seconds, and the sidecar.</summary>
    /// <param name="bytesPerSecond">At which the clip grows.</param>
    public static long Reserve(double bytesPerSecond) => Math.Max(LeastReserve, (long)(ReserveSeconds * bytesPerSecond));
}
