using P2IKT.Live.Frames;

namespace P2IKT.Live.Focus.Sweeps;

/// <summary>Blends a picture over another by a share for each cell, bilinear between the centres of cells, so that no seam shows.</summary>
internal static class CellBlend
{
    private const int One = 256;

    /// <summary>Writes target + share·(source − target).</summary>
    public static void Apply(
        Span<byte> target, ReadOnlySpan<byte> source, int rowBytes, FrameSize frame, ReadOnlySpan<float> shares, FrameSize cells,
        int stride)
    {
        // Between four centres lies a patch; those at the edges of the picture are cut off.
        for (var row = -1; row < cells.Height; row++)
        {
            var (top, bottom) = (Math.Max(0, Centre(row, stride)), Math.Min(frame.Height, Centre(row + 1, stride)));
            var upper = shares.Slice(Math.Max(row, 0) * cells.Width, cells.Width);
            var lower = shares.Slice(Math.Min(row + 1, cells.Height - 1) * cells.Width, cells.Width);
            for (var column = -1; column < cells.Width; column++)
            {
                var (left, right) = (Math.Max(0, Centre(column, stride)), Math.Min(frame.Width, Centre(column + 1, stride)));
                if (left >= right)
                    continue;
                var (near, far) = (Math.Max(column, 0), Math.Min(column + 1, cells.Width - 1));
                if (upper[near] == 0 && upper[far] == 0 && lower[near] == 0 && lower[far] == 0)
                    continue;
                var isWhole = upper[near] >= 1 && upper[far] >= 1 && lower[near] >= 1 && lower[far] >= 1;
                for (var y = top; y < bottom; y++)
                {
                    var from = source.Slice((y * rowBytes) + (3 * left), 3 * (right - left));
                    var to = target.Slice(3 * ((y * frame.Width) + left), from.Length);
                    if (isWhole)
                    {
                        from.CopyTo(to);
                        continue;
                    }
                    var down = (y + 0.5f - Centre(row, stride)) / stride;
                    var start = upper[near] + (down * (lower[near] - upper[near]));
                    var end = upper[far] + (down * (lower[far] - upper[far]));
                    BlendRow(to, from, start, end, left - Centre(column, stride), stride);
                }
            }
        }
    }

    private static int Centre(int cell, int stride) => (cell * stride) + (stride / 2);

    private static void BlendRow(Span<byte> target, ReadOnlySpan<byte> source, float start, float end, int offset, int stride)
    {
        for (var x = 0; 3 * x < source.Length; x++)
        {
            var across = (offset + x + 0.5f) / stride;
            var share = (int)((One * (start + (across * (end - start)))) + 0.5f);
            for (var channel = 3 * x; channel < (3 * x) + 3; channel++)
                target[channel] = (byte)(target[channel] + ((((source[channel] - target[channel]) * share) + (One / 2)) >> 8));
        }
    }
}
