using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Still;

/// <summary>The tiles of a frame: squares of 64 pixels, narrower and lower at the right and the bottom.</summary>
/// <param name="Size">Size of the frames, in pixels.</param>
internal readonly record struct TileGrid(FrameSize Size)
{
    /// <summary>Pixels of a tile in each direction.</summary>
    public const int Side = RefinedArea.TileSide;

    /// <summary>Bytes of a row of a whole tile.</summary>
    public const int SideBytes = Channels * Side;

    private const int Channels = 3;

    /// <summary>Tiles in a row.</summary>
    public int Columns => (Size.Width + Side - 1) / Side;

    /// <summary>Rows of tiles.</summary>
    public int Rows => (Size.Height + Side - 1) / Side;

    /// <summary>All tiles.</summary>
    public int Count => Columns * Rows;

    /// <summary>The pixels of a tile.</summary>
    /// <param name="tile">Its index, row by row.</param>
    public PixelArea AreaOf(int tile)
    {
        var (x, y) = (tile % Columns * Side, tile / Columns * Side);
        return new PixelArea(x, y, x + Side, y + Side).Within(Size.Width, Size.Height);
    }

    /// <summary>The place of a tile in a BGR picture.</summary>
    /// <param name="tile">Its index, row by row.</param>
    public TilePlace this[int tile]
    {
        get
        {
            var (x, y) = (tile % Columns * Side, tile / Columns * Side);
            return new TilePlace(
                Channels * ((y * Size.Width) + x), Channels * Math.Min(Side, Size.Width - x), Math.Min(Side, Size.Height - y),
                Channels * Size.Width);
        }
    }
}

/// <summary>Where a tile lies in a BGR picture without padding.</summary>
/// <param name="Offset">Of its first byte.</param>
/// <param name="RowBytes">Bytes of one of its rows.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Stride">Bytes from one row to the next.</param>
internal readonly record struct TilePlace(int Offset, int RowBytes, int Rows, int Stride)
{
    /// <summary>Copies the tile from one picture to another, of one value for each byte of this one.</summary>
    public void Copy<T>(ReadOnlySpan<T> from, Span<T> to)
    {
        for (var row = 0; row < Rows; row++)
        {
            var at = Offset + (row * Stride);
            from.Slice(at, RowBytes).CopyTo(to[at..]);
        }
    }
}
