using P2IKT.Live.Frames.Interop;

namespace P2IKT.Live.Frames.Memory;

/// <summary>
/// Memory for the large arrays of a Linux process, in pages of 2 MB that they share, and which go back to the system when no array is
/// left in them. Thread-safe.
/// </summary>
/// <remarks>
/// Of 4 kB, a network's maps and weights need ten thousand pages, and in a virtual machine each may cost microseconds when it is used
/// again after some hundred milliseconds, though no fault is counted: a frame of 1024x680 took twice as long, with all caches warm.
/// </remarks>
internal static unsafe class NativePages
{
    /// <summary>What addresses are a multiple of, in bytes.</summary>
    public const int PageBytes = 4096, HugePageBytes = 2 << 20;

    private const nuint Smallest = 16 << 10; // below, what the C library keeps is little
    private const nint BlockBytes = 64 << 20; // of addresses; memory is taken as it is written to
    // Of Linux; other systems number them otherwise.
    private const int ReadAndWrite = 3, PrivateAnonymousUncounted = 0x4022, NotNeeded = 4, InHugePages = 14;
    private const nint Failed = -1;

    private static readonly Lock Gate = new();
    private static readonly List<PageBlock> Blocks = [];

    /// <summary>Whether an array of so many bytes belongs here.</summary>
    public static bool IsFor(nuint bytes) => bytes >= Smallest && OperatingSystem.IsLinux();

    /// <summary>Zeroed memory, at the beginning of a page.</summary>
    /// <exception cref="InsufficientMemoryException">There is not that much.</exception>
    public static void* Take(nuint bytes)
    {
        var size = checked((nint)bytes);
        lock (Gate)
        {
            foreach (var block in Blocks)
            {
                if (block.TryTake(size) is var here && here != null)
                    return here;
            }
            var next = new PageBlock(Math.Max(BlockBytes, size));
            Blocks.Add(next);
            return next.TryTake(size);
        }
    }

    /// <summary>Gives it back.</summary>
    /// <param name="memory">What <see cref="Take"/> returned.</param>
    /// <param name="bytes">As it was asked for.</param>
    public static void Return(void* memory, nuint bytes)
    {
        lock (Gate)
        {
            var block = Blocks.First(block => block.Contains(memory));
            block.Return(memory, (nint)bytes);
            if (block.IsEmpty)
            {
                Blocks.Remove(block);
                block.Dispose();
            }
        }
    }

    /// <summary>Addresses; memory is there once they are written to.</summary>
    /// <exception cref="InsufficientMemoryException">There are not that many.</exception>
    internal static byte* Reserve(nint bytes)
    {
        var addresses = LibC.Map(0, (nuint)bytes, ReadAndWrite, PrivateAnonymousUncounted, -1, 0);
        return addresses == Failed
            ? throw new InsufficientMemoryException($"The system has no {bytes >> 20} MB of memory left.")
            : (byte*)addresses;
    }

    /// <summary>Asks for huge pages: a wish, and no loss where it is not granted.</summary>
    internal static void WantHuge(void* start, nint bytes) => _ = LibC.Advise((nint)start, (nuint)bytes, InHugePages);

    /// <summary>Gives the memory back, and keeps the addresses: zeros, when they are used again.</summary>
    internal static void Drop(void* start, nint bytes) => _ = LibC.Advise((nint)start, (nuint)bytes, NotNeeded);

    /// <summary>Gives the addresses back, too.</summary>
    internal static void Release(void* start, nint bytes) => _ = LibC.Unmap((nint)start, (nuint)bytes);
}
