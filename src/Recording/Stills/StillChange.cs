using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Pictures;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Stills;

/// <summary>Adds the change that the network made to the samples of the original; one frame for each pass.</summary>
internal static class StillChange
{
    private const int RowsAtATime = 64;
    private const int Pixel = 3; // bytes of a BGR pixel

    /// <summary>Reads the picture from top to bottom, and puts the changed samples into a store.</summary>
    /// <param name="file">Of which nothing has been read yet.</param>
    /// <param name="turn">How the frames are turned.</param>
    /// <param name="passes">Source and result of each pass.</param>
    /// <param name="result">Filled.</param>
    /// <exception cref="CaptureException">The file is broken further down.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    public static void Apply(PictureFile file, PictureTurn turn, IReadOnlyList<(Frame Source, Frame Sharp)> passes, PixelStore result)
    {
        var layout = file.Layout;
        var steps = turn.Steps(layout.Size);
        var rows = new byte[layout.RowBytes * Math.Min(RowsAtATime, layout.Size.Height)];
        var (source, sharp, changes) = (
            new byte[Pixel * layout.Size.Width], new byte[Pixel * layout.Size.Width], new int[Pixel * layout.Size.Width]);
        for (var top = 0; top < layout.Size.Height; top += RowsAtATime)
        {
            var part = rows.AsSpan(0, layout.RowBytes * Math.Min(RowsAtATime, layout.Size.Height - top));
            file.Read(top, part);
            for (var row = 0; row * layout.RowBytes < part.Length; row++)
            {
                Array.Clear(changes);
                foreach (var pass in passes)
                {
                    PictureFrame.ReadRow(pass.Source.Pixels, steps, top + row, source);
                    PictureFrame.ReadRow(pass.Sharp.Pixels, steps, top + row, sharp);
                    PictureSamples.AddChange(source, sharp, changes);
                }
                PictureSamples.Apply(changes, part.Slice(row * layout.RowBytes, layout.RowBytes), layout);
            }
            result.Write((long)top * layout.RowBytes, part);
        }
    }
}
