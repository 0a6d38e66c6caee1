namespace P2IKT.Live.Deblur.Cpu.Kernels;

/// <summary>Which part of its input a convolution reads for which part of its result.</summary>
/// <param name="Side">Side of the window in pixels.</param>
/// <param name="Stride">Pixels from one place of the window to the next.</param>
/// <param name="Padding">Zeros on each side.</param>
internal readonly record struct WindowGeometry(int Side, int Stride, int Padding)
{
    /// <summary>The rows, or columns, that these of the result are made of; some may lie outside.</summary>
    public (int First, int End) InputsFor(int first, int end) => ((first * Stride) - Padding, ((end - 1) * Stride) - Padding + Side);

    /// <summary>
    /// The part of the result whose window, from place * stride - padding on, meets an area; it may reach beyond the result.
    /// </summary>
    public PixelArea AffectedBy(PixelArea area)
    {
        var reach = Side - 1 - Padding;
        return area.IsEmpty ? default : new PixelArea(
            (area.Left - reach + Stride - 1) / Stride, (area.Top - reach + Stride - 1) / Stride,
            ((area.Right - 1 + Padding) / Stride) + 1, ((area.Bottom - 1 + Padding) / Stride) + 1);
    }
}
