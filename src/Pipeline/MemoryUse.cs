namespace P2IKT.Live.Pipeline;

/// <summary>The memory of the whole process, read at most a second before the end of a run.</summary>
public sealed record MemoryUse
{
    /// <summary>What is resident: pixels, networks, codecs and runtime, in bytes.</summary>
    public long WorkingSetBytes { get; init; }

    /// <summary>The managed part of it, with what waits to be collected, in bytes.</summary>
    public long ManagedBytes { get; init; }

    /// <summary>
    /// How far <see cref="WorkingSetBytes"/> has grown since the tenth second, when everything that a run needs is there; negative when it
    /// fell, null in a shorter run.
    /// </summary>
    public long? WorkingSetGrowthBytes { get; init; }

    /// <summary>The same of <see cref="ManagedBytes"/>.</summary>
    public long? ManagedGrowthBytes { get; init; }

    /// <summary>Managed memory that was allocated in a second, on average since then, in bytes; null in a shorter run.</summary>
    public long? AllocatedBytesPerSecond { get; init; }
}
