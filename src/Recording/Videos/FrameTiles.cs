using P2IKT.Live.Deblur.Tiles;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Videos;

/// <summary>
/// A frame as <see cref="TiledDeblur"/> goes over it: pixels from one frame, results into another. Used for one frame after the other.
/// </summary>
/// <param name="size">Size of every frame.</param>
public sealed class FrameTiles(FrameSize size) : TiledPicture
{
    private const int Bytes = 3; // of a Bgr24 pixel

    private Frame? _source;
    private Frame? _sharp;

    /// <inheritdoc/>
    public override FrameSize Size => size;

    /// <summary>Deblurs a frame.</summary>
    /// <param name="network">What goes over it.</param>
    /// <param name="source">Published; lent for the call.</param>
    /// <param name="sharp">A draft of the same size; every pixel is filled.</param>
    public void Run(TiledDeblur network, Frame source, Frame sharp)
    {
        ArgumentNullException.ThrowIfNull(network);
        (_source, _sharp) = (source, sharp);
        network.Run(this);
        (_source, _sharp) = (null, null);
    }

    /// <inheritdoc/>
    public override void Load(int top, int rows)
    {
        // The frame is in memory whole.
    }

    /// <inheritdoc/>
    public override void Fill(int x, int y, Frame tile, int pass)
    {
        ArgumentNullException.ThrowIfNull(tile);
        var pixels = _source!.Pixels;
        var stride = _source.Stride;
        var inside = Math.Min(tile.Size.Width, size.Width - x) * Bytes;
        for (var row = 0; row < tile.Size.Height; row++)
        {
            var from = pixels.Slice((Math.Min(y + row, size.Height - 1) * stride) + (x * Bytes), inside);
            var to = tile.Draft.Slice(row * tile.Stride, tile.Stride);
            from.CopyTo(to);
            for (var at = inside; at < to.Length; at++)
                to[at] = to[at - Bytes];
        }
    }

    /// <inheritdoc/>
    public override void Take(in TilePart part)
    {
        var pixels = _sharp!.Draft;
        var stride = _sharp.Stride;
        var length = (part.Right - part.Left) * Bytes;
        for (var row = part.Top; row < part.Bottom; row++)
        {
            part.Sharp.Pixels.Slice(((row - part.Y) * part.Sharp.Stride) + ((part.Left - part.X) * Bytes), length)
                .CopyTo(pixels.Slice((row * stride) + (part.Left * Bytes), length));
        }
    }
}
