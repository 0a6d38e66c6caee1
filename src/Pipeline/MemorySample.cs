namespace P2IKT.Live.Pipeline;

/// <summary>The memory of the process at one moment.</summary>
/// <param name="WorkingSet">What is resident, in bytes.</param>
/// <param name="Managed">The managed part of it, with what waits to be collected, in bytes.</param>
/// <param name="Allocated">All managed memory that was ever allocated, in bytes.</param>
internal readonly record struct MemorySample(long WorkingSet, long Managed, long Allocated);
