using P2IKT.Live.Frames.Interop;

namespace P2IKT.Live.Capture.Files;

/// <summary>Distinguishes pipes, devices and sockets from files. Opening one may block for good, and no signal ends the wait.</summary>
public static class SpecialFile
{
    private const int CurrentFolder = -100, TypeOnly = 1; // AT_FDCWD, STATX_TYPE
    private const int StatBytes = 256, ModeAt = 28; // struct statx (linux/stat.h): the same on every processor
    private const int TypeMask = 0xF000, Regular = 0x8000, Folder = 0x4000; // S_IFMT, S_IFREG, S_IFDIR

    /// <summary>Whether there is such a thing under this name, or where a link of this name leads; false where it is unknown.</summary>
    public static unsafe bool IsAt(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!OperatingSystem.IsLinux()) // Windows keeps them elsewhere
            return false;
        var status = stackalloc byte[StatBytes];
        if (LibC.Status(CurrentFolder, path, 0, TypeOnly, status) != 0)
            return false;
        return (*(ushort*)(status + ModeAt) & TypeMask) is not (Regular or Folder);
    }

    /// <summary>Refuses such a thing.</summary>
    /// <exception cref="IOException">There is one.</exception>
    public static void ThrowIfAt(string path)
    {
        if (IsAt(path))
            throw new IOException("it is a pipe or a device, not a file");
    }
}
