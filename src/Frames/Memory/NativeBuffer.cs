using System.Numerics;

namespace P2IKT.Live.Frames.Memory;

/// <summary>Buffers of native memory that are reused.</summary>
public static class NativeBuffer
{
    /// <summary>
    /// A buffer with room for so many values: the former one, if it has; else a new one of the next power of two, and the former is
    /// disposed. So what varies in length soon uses one buffer for good.
    /// </summary>
    /// <param name="former">What was there before; null for nothing.</param>
    /// <param name="length">Number of values, at most 2^30.</param>
    /// <returns>Owned by the caller, as the former one was.</returns>
    public static NativeBuffer<T> WithRoom<T>(NativeBuffer<T>? former, int length)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (former is not null && former.Length >= length)
            return former;
        var next = new NativeBuffer<T>(checked((int)BitOperations.RoundUpToPowerOf2((uint)length)));
        former?.Dispose();
        return next;
    }
}
