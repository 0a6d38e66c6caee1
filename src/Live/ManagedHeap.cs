namespace P2IKT.Live;

/// <summary>The program's own wishes at the garbage collector; a host that embeds the pipeline has its own.</summary>
internal static class ManagedHeap
{
    /// <summary>
    /// Collects what the start left behind, and makes old what the stream will need throughout: so that neither brings a collection of
    /// the oldest generation in the middle of it. Takes some 20 ms.
    /// </summary>
    /// <remarks>
    /// The first collection brings survivors into the middle generation, the second into the oldest. What it moves there counts against
    /// the oldest generation's budget until it is collected once more; with it spent, the first objects that a viewer makes grow old
    /// would have everything collected.
    /// </remarks>
    public static void Compact()
    {
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
            GC.Collect();
    }
}
