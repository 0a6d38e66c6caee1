using System.Runtime.InteropServices;

namespace P2IKT.Live.Capture;

/// <summary>Pages that Linux gives to one array alone (mmap(2)), and takes back when it is freed.</summary>
internal static unsafe partial class NativePages
{
    /// <summary>Where the values of a <see cref="NativeArray{T}"/> may begin, in bytes.</summary>
    public const nuint Alignment = 64;

    private const nuint Smallest = 256 << 10; // below, what the C library keeps is little
    private const nuint HugePage = 2 << 20;
    private const int ReadAndWrite = 3, PrivateAndAnonymous = 0x22, InHugePages = 14; // of Linux; other systems number them otherwise
    private const nint Failed = -1;

    /// <summary>Whether an array of so many bytes gets pages of its own here.</summary>
    public static bool IsFor(nuint bytes) => bytes >= Smallest && OperatingSystem.IsLinux();

    /// <summary>Zeroed pages.</summary>
    /// <exception cref="InsufficientMemoryException">There are not that many.</exception>
    public static void* Map(nuint bytes)
    {
        var pages = Map(0, bytes, ReadAndWrite, PrivateAndAnonymous, -1, 0);
        if (pages == Failed)
            throw new InsufficientMemoryException($"The system has no {bytes >> 20} MB of memory left.");
        // A wish, and no loss where it is not granted. Where it is, memory is there with one interruption instead of 512: a session for
        // 1920x1080 is ready a fifth sooner.
        if (bytes >= HugePage)
            _ = Advise(pages, bytes, InHugePages);
        return (void*)pages;
    }

    /// <summary>Gives them back.</summary>
    public static void Unmap(void* pages, nuint bytes) => _ = Unmap((nint)pages, bytes);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint bytes, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint bytes, int advice);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint bytes);
}
