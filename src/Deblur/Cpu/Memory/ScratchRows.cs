using System.Runtime.CompilerServices;

namespace P2IKT.Live.Deblur.Cpu.Memory;

/// <summary>
/// Scratch memory of one worker while it makes a row block: each <see cref="Take"/> returns another row. A copy that is passed to a method
/// continues from there, and what the method takes is free again when it returns.
/// </summary>
/// <param name="memory">All of it; contents undefined.</param>
internal ref struct ScratchRows(Span<float> memory)
{
    /// <summary>Rows begin at a multiple of this, in floats: a cache line.</summary>
    public const int Alignment = 16;

    private readonly Span<float> _memory = memory;
    private int _used;

    /// <summary>A row of so many floats; contents undefined.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is not that much left: it was made for shorter rows.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<float> Take(int width)
    {
        var row = _memory.Slice(_used, width);
        _used += (width + Alignment - 1) & -Alignment;
        return row;
    }
}
