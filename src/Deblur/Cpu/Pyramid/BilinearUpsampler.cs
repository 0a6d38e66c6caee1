using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using P2IKT.Live.Deblur.Cpu.Memory;

namespace P2IKT.Live.Deblur.Cpu.Pyramid;

/// <summary>
/// Rows of cells as a row of 2 or 8 times the resolution sees them, bilinearly between cell centres, eight values at a time in a
/// register: for passes that use a value once and do not store it. The geometry is that of <see cref="RowScaling.Up"/>.
/// </summary>
/// <remarks>A row of n cells lies at 1 to n; the first and the last are repeated at 0 and n + 1.</remarks>
internal static class BilinearUpsampler
{
    /// <summary>
    /// The cells that row y of a plane enlarged by <paramref name="scale"/> is made of: the two nearest rows, interpolated.
    /// </summary>
    /// <param name="plane">Cells; <paramref name="rows"/> of them from row <paramref name="top"/> are the map.</param>
    /// <param name="y">Row of the enlarged picture.</param>
    /// <param name="scale">2 or 8.</param>
    /// <param name="cells">Receives the plane's width and 2.</param>
    /// <param name="top">First row of the map, for a plane that holds several.</param>
    /// <param name="rows">Rows of the map; 0: all of the plane.</param>
    public static void Sample(Plane plane, int y, int scale, Span<float> cells, int top = 0, int rows = 0)
    {
        var last = (rows == 0 ? plane.Height : rows) - 1;
        var at = (y + 0.5f) / scale - 0.5f;
        var above = (int)MathF.Floor(at);
        Rows.Lerp(plane.Row(top + Math.Clamp(above, 0, last)), plane.Row(top + Math.Clamp(above + 1, 0, last)), at - above, cells[1..^1]);
        Repeat(cells);
    }

    /// <summary>Fills the values beside the first and the last cell.</summary>
    public static void Repeat(Span<float> cells) => (cells[0], cells[^1]) = (cells[1], cells[^2]);

    /// <summary>Differences from each cell to the next, for <see cref="Upsample8x"/>.</summary>
    /// <param name="cells">n + 2 of them.</param>
    /// <param name="steps">Receives n + 1.</param>
    public static void Steps(ReadOnlySpan<float> cells, Span<float> steps) => Rows.Subtract(cells[1..], cells[..^1], steps);

    /// <summary>Values <paramref name="x"/> to x + 7 of a row of twice the resolution.</summary>
    /// <param name="cells">Of the row.</param>
    /// <param name="x">A multiple of 8.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Upsample2x(ReadOnlySpan<float> cells, int x)
    {
        ref var first = ref MemoryMarshal.GetReference(cells);
        return Vector256.Create(
            Four(Vector128.LoadUnsafe(ref first, (nuint)(x / 2))), Four(Vector128.LoadUnsafe(ref first, (nuint)(x / 2) + 2)));

        static Vector128<float> Four(Vector128<float> cells) =>
            Vector128.MultiplyAddEstimate(Vector128.Shuffle(cells, Vector128.Create(1, 1, 2, 2)), Vector128.Create(0.75f),
                Vector128.Shuffle(cells, Vector128.Create(0, 2, 1, 3)) * 0.25f);
    }

    /// <summary>The eight values within a cell of a row of eight times the resolution.</summary>
    /// <param name="cells">Of the row.</param>
    /// <param name="steps">Between them.</param>
    /// <param name="x">First of the eight values, a multiple of 8.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Upsample8x(ReadOnlySpan<float> cells, ReadOnlySpan<float> steps, int x)
    {
        ref var step = ref Unsafe.Add(ref MemoryMarshal.GetReference(steps), x / 8);
        var middle = Vector256.Create(Unsafe.Add(ref MemoryMarshal.GetReference(cells), (x / 8) + 1));
        var left = Vector256.MultiplyAddEstimate(Vector256.Create(step), Vector256.Create(-7f, -5, -3, -1, 0, 0, 0, 0) / 16f, middle);
        return Vector256.MultiplyAddEstimate(
            Vector256.Create(Unsafe.Add(ref step, 1)), Vector256.Create(0f, 0, 0, 0, 1, 3, 5, 7) / 16f, left);
    }
}
