using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Pictures;

/// <summary>Between a picture, as it lies in its file, and a frame of it, which stands upright.</summary>
public static class PictureFrame
{
    private const int RowsAtATime = 64;
    private const int Pixel = 3; // bytes of a BGR pixel

    /// <summary>Reads a picture from top to bottom into a frame, as the network sees it in a pass.</summary>
    /// <param name="file">Of which nothing has been read yet.</param>
    /// <param name="turn">How it is turned.</param>
    /// <param name="pass">From 0 to <see cref="PictureSamples.Passes"/> - 1.</param>
    /// <param name="frame">A draft of the upright size.</param>
    /// <exception cref="CaptureException">The file is broken further down.</exception>
    public static void Fill(PictureFile file, PictureTurn turn, int pass, Frame frame)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(frame);
        var layout = file.Layout;
        var (first, across, down) = turn.Steps(layout.Size);
        var (rows, bgr) = (new byte[layout.RowBytes * Math.Min(RowsAtATime, layout.Size.Height)], new byte[Pixel * layout.Size.Width]);
        for (var top = 0; top < layout.Size.Height; top += RowsAtATime)
        {
            var count = Math.Min(RowsAtATime, layout.Size.Height - top);
            file.Read(top, rows.AsSpan(0, count * layout.RowBytes));
            for (var row = 0; row < count; row++)
            {
                PictureSamples.ToBgr(rows.AsSpan(row * layout.RowBytes, layout.RowBytes), layout, pass, bgr);
                var at = first + ((top + row) * down);
                if (across == Pixel)
                    bgr.CopyTo(frame.Draft[at..]);
                else
                    Scatter(bgr, frame.Draft, at, across);
            }
        }
    }

    /// <summary>Takes a row of the picture, as it lies in its file, out of an upright frame.</summary>
    /// <param name="frame">The frame's pixels.</param>
    /// <param name="steps">As <see cref="PictureTurn.Steps"/> lists them.</param>
    /// <param name="y">Which row.</param>
    /// <param name="row">Filled, BGR.</param>
    public static void ReadRow(ReadOnlySpan<byte> frame, (int First, int Across, int Down) steps, int y, Span<byte> row)
    {
        var at = steps.First + (y * steps.Down);
        if (steps.Across == Pixel)
        {
            frame.Slice(at, row.Length).CopyTo(row);
            return;
        }
        for (var i = 0; i < row.Length; i += Pixel, at += steps.Across)
            (row[i], row[i + 1], row[i + 2]) = (frame[at], frame[at + 1], frame[at + 2]);
    }

    private static void Scatter(ReadOnlySpan<byte> row, Span<byte> frame, int at, int step)
    {
        for (var i = 0; i < row.Length; i += Pixel, at += step)
            (frame[at], frame[at + 1], frame[at + 2]) = (row[i], row[i + 1], row[i + 2]);
    }
}
