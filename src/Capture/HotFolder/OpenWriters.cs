using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using P2IKT.Live.Frames.Interop;

namespace P2IKT.Live.Capture.HotFolder;

/// <summary>Whether some program still has a file open for writing, as far as the system reports it.</summary>
/// <remarks>
/// Windows reports it when the file is opened: a reader that denies writers is refused while there is one. Linux grants a read lease only
/// on a file that nobody has open for writing (fcntl(2), "Leases"), to the file's owner, on local file systems. The lease is given back at
/// once; a writer that opens the file in between waits that long, and the signal that would report it is one that is ignored by default
/// (the usual one, SIGIO, would end the process).
/// </remarks>
internal static class OpenWriters
{
    private const int SetSignal = 10, SetLease = 1024; // F_SETSIG, F_SETLEASE
    private const int ReadLease = 0, NoLease = 2; // F_RDLCK, F_UNLCK
    private const int Urgent = 23; // SIGURG
    private const int TryAgain = 11; // EAGAIN

    /// <summary>True when a writer has it open; false when none has, or when it is unknown.</summary>
    /// <param name="reader">The file, opened for reading only.</param>
    public static bool HasWriters(SafeFileHandle reader)
    {
        if (!OperatingSystem.IsLinux() || LibC.FileControl(reader, SetSignal, Urgent) != 0)
            return false;
        if (LibC.FileControl(reader, SetLease, ReadLease) != 0)
            return Marshal.GetLastPInvokeError() == TryAgain;
        _ = LibC.FileControl(reader, SetLease, NoLease);
        return false;
    }
}
