using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Tiles;

/// <summary>
/// A picture as <see cref="TiledDeblur"/> goes over it: from top to bottom in rows of tiles, so that it never has to be in memory whole.
/// </summary>
public abstract class TiledPicture
{
    /// <summary>Its size.</summary>
    public abstract FrameSize Size { get; }

    /// <summary>
    /// How often each tile is run, every time filled a little differently: for samples finer than the network's bytes. 1 for bytes.
    /// </summary>
    public virtual int Passes => 1;

    /// <summary>Makes ready the rows from <paramref name="top"/>; those before are not asked for again.</summary>
    /// <param name="top">First row.</param>
    /// <param name="rows">Rows; the last may lie below the picture.</param>
    public abstract void Load(int top, int rows);

    /// <summary>
    /// Fills a tile with the pixels from (<paramref name="x"/>, <paramref name="y"/>); what lies right of the picture or below repeats
    /// its last pixel, as the network's own padding does.
    /// </summary>
    /// <param name="x">Column of the tile's first pixel.</param>
    /// <param name="y">Row of the tile's first pixel.</param>
    /// <param name="tile">A draft, <see cref="PixelFormat.Bgr24"/>.</param>
    /// <param name="pass">From 0 to <see cref="Passes"/> - 1.</param>
    public abstract void Fill(int x, int y, Frame tile, int pass);

    /// <summary>Takes what counts of a tile. All passes of a tile come one after the other; every pixel counts in one tile.</summary>
    public abstract void Take(in TilePart part);
}
