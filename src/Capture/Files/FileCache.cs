using Microsoft.Win32.SafeHandles;
using P2IKT.Live.Frames.Interop;

namespace P2IKT.Live.Capture.Files;

/// <summary>The system's memory of files.</summary>
public static class FileCache
{
    private const int NotNeeded = 4; // POSIX_FADV_DONTNEED

    /// <summary>
    /// Asks the system to forget what it holds of a file that was flushed to the disk, so that the next reader gets it from there. Linux
    /// only: elsewhere it does nothing, and a file system may decline.
    /// </summary>
    /// <param name="file">The file, open.</param>
    public static void Drop(SafeFileHandle file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (OperatingSystem.IsLinux())
            _ = LibC.AdviseFile(file, 0, 0, NotNeeded);
    }
}
