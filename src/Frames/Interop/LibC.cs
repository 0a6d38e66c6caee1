using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace P2IKT.Live.Frames.Interop;

/// <summary>
/// The calls of the C library that .NET does not offer; for Linux, a few for macOS, too. Each has its page in the manual.
/// </summary>
/// <remarks>All imports of libc are here, so that one file shows what the product asks of the system.</remarks>
internal static unsafe partial class LibC
{
    private const string Library = "libc";

    /// <summary>mmap(2). Returns -1 when the system has no memory.</summary>
    [LibraryImport(Library, EntryPoint = "mmap")]
    public static partial nint Map(nint address, nuint bytes, int protection, int flags, int file, nint offset);

    /// <summary>munmap(2).</summary>
    [LibraryImport(Library, EntryPoint = "munmap")]
    public static partial int Unmap(nint address, nuint bytes);

    /// <summary>madvise(2).</summary>
    [LibraryImport(Library, EntryPoint = "madvise")]
    public static partial int Advise(nint address, nuint bytes, int advice);

    /// <summary>gettid(2): the number of the calling thread.</summary>
    [LibraryImport(Library, EntryPoint = "gettid")]
    public static partial int ThreadId();

    /// <summary>setpriority(2): the nice value of a process, on Linux of a thread. Zero on success.</summary>
    [LibraryImport(Library, EntryPoint = "setpriority")]
    public static partial int SetPriority(int which, uint who, int priority);

    /// <summary>sched_getcpu(3): the core that the calling thread runs on; below zero when it is not known.</summary>
    [LibraryImport(Library, EntryPoint = "sched_getcpu")]
    public static partial int CurrentCore();

    /// <summary>sched_getaffinity(2). A thread of 0 is the calling one; below zero on failure.</summary>
    [LibraryImport(Library, EntryPoint = "sched_getaffinity")]
    public static partial int GetAffinity(int thread, nint bytes, byte* mask);

    /// <summary>sched_setaffinity(2). Zero on success.</summary>
    [LibraryImport(Library, EntryPoint = "sched_setaffinity")]
    public static partial int SetAffinity(int thread, nint bytes, byte* mask);

    /// <summary>
    /// setenv(3): changes the environment of native code, which <see cref="Environment.SetEnvironmentVariable(string, string)"/> does not
    /// reach.
    /// </summary>
    [LibraryImport(Library, EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetEnvironment(string name, string value, int overwrite);

    /// <summary>fcntl(2). The error is in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    [LibraryImport(Library, EntryPoint = "fcntl", SetLastError = true)]
    public static partial int FileControl(SafeFileHandle file, int command, nint argument);

    /// <summary>posix_fadvise(2) on a 64-bit system. A length of 0 is all that follows; zero on success.</summary>
    [LibraryImport(Library, EntryPoint = "posix_fadvise")]
    public static partial int AdviseFile(SafeFileHandle file, long offset, long length, int advice);

    /// <summary>ioctl(2). Below zero on failure.</summary>
    [LibraryImport(Library, EntryPoint = "ioctl")]
    public static partial int DeviceControl(SafeFileHandle device, nuint request, ref byte structure);

    /// <summary>statx(2). Zero on success.</summary>
    [LibraryImport(Library, EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Status(int folder, string path, int flags, uint mask, byte* status);

    /// <summary>open(2): a descriptor, below zero on failure.</summary>
    [LibraryImport(Library, EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    /// <summary>dup2(2).</summary>
    [LibraryImport(Library, EntryPoint = "dup2")]
    public static partial int Duplicate(int from, int to);

    /// <summary>_exit(2): ends the process at once, without the runtime's own end.</summary>
    [LibraryImport(Library, EntryPoint = "_exit")]
    public static partial void Exit(int code);
}
