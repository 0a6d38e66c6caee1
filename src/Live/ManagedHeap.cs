namespace P2IKT.Live;

/// <summary>Garbage collection as the program wants it; a host that embeds the pipeline decides for itself.</summary>
internal static class ManagedHeap
{
    /// <summary>
    /// Collects the garbage of the start, and moves what the stream needs throughout into the oldest generation. Neither then causes a
    /// collection of that generation during the stream. Takes some 20 ms.
    /// </summary>
    /// <remarks>
    /// The first collection moves survivors into the middle generation, the second into the oldest. What it moves there counts against the
    /// budget of the oldest generation until that is collected once more. With the budget spent, the first long-lived objects of a viewer
    /// would cause a full collection.
    /// </remarks>
    public static void Compact()
    {
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
            GC.Collect();
    }
}
