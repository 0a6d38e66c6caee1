namespace P2IKT.Live.Deblur.Cpu.Memory;

/// <summary>Columns of a map: from <paramref name="First"/> to before <paramref name="End"/>.</summary>
internal readonly record struct ColumnRange(int First, int End)
{
    /// <summary>How many they are.</summary>
    public int Count => Math.Max(0, End - First);
}
