using P2IKT.Live.Frames;

namespace AvaloniaPreview;

/// <summary>Copies pictures into the pixels of a bitmap.</summary>
internal static class PictureCopy
{
    /// <summary>Writes the source at the left of the wipe and the deblurred picture at its right, as opaque BGRA.</summary>
    /// <param name="source">BGR pixels of the source, rows without gaps.</param>
    /// <param name="sharp">BGR pixels of the deblurred picture, of the same size.</param>
    /// <param name="size">Width and height of both.</param>
    /// <param name="wipe">Where the wipe stands, 0 (all deblurred) to 1 (all source).</param>
    /// <param name="bitmap">The pixels of the bitmap.</param>
    /// <param name="rowBytes">Bytes from one of its rows to the next.</param>
    public static void Write(
        ReadOnlySpan<byte> source, ReadOnlySpan<byte> sharp, FrameSize size, double wipe, Span<byte> bitmap, int rowBytes)
    {
        var border = (int)Math.Round(Math.Clamp(wipe, 0, 1) * size.Width);
        for (var y = 0; y < size.Height; y++)
        {
            var from = 3 * y * size.Width;
            var to = bitmap.Slice(y * rowBytes, 4 * size.Width);
            WriteRow(source.Slice(from, 3 * border), to);
            WriteRow(sharp.Slice(from + (3 * border), 3 * (size.Width - border)), to[(4 * border)..]);
        }
    }

    /// <summary>Where a picture lies in a larger or smaller place: as large as fits, in the middle.</summary>
    /// <returns>Left, top, width and height.</returns>
    public static (double X, double Y, double Width, double Height) Fit(FrameSize picture, double width, double height)
    {
        var scale = Math.Min(width / picture.Width, height / picture.Height);
        var (w, h) = (scale * picture.Width, scale * picture.Height);
        return ((width - w) / 2, (height - h) / 2, w, h);
    }

    private static void WriteRow(ReadOnlySpan<byte> bgr, Span<byte> bgra)
    {
        for (int from = 0, to = 0; from < bgr.Length; from += 3, to += 4)
        {
            bgr.Slice(from, 3).CopyTo(bgra[to..]);
            bgra[to + 3] = byte.MaxValue;
        }
    }
}
