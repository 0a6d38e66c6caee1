namespace P2IKT.Live.Deblur.Tiles;

/// <summary>
/// How one side of a picture is cut into tiles of one length, whose neighbours overlap. Pixels are taken from the tile in which
/// they lie further inside: the cut goes through the middle of the overlap.
/// </summary>
internal readonly struct TileAxis
{
    private readonly int _alignment;

    /// <param name="length">The side, in pixels.</param>
    /// <param name="longest">The longest tile that is wanted; a side that is no longer than this is one tile of its own length.</param>
    /// <param name="margin">Pixels that a tile must reach beyond what is taken from it, where the picture goes on.</param>
    /// <param name="alignment">
    /// What every tile's origin is a multiple of: so the network's cells fall as they do on the whole picture.
    /// </param>
    public TileAxis(int length, int longest, int margin, int alignment)
    {
        (Length, Tile, Count, _alignment) = (length, length, 1, alignment);
        if (length <= longest)
            return;
        var overlap = 2 * (margin + alignment); // rounding an origin and a cut down may cost one alignment each
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, overlap + (2 * alignment));
        longest = longest / alignment * alignment;
        Count = Steps(length - overlap, longest - overlap - alignment);
        Tile = Up(Steps(length + ((Count - 1) * overlap), Count)); // of tiles as many as it takes, the shortest
    }

    /// <summary>The side, in pixels.</summary>
    public int Length { get; }

    /// <summary>Length of every tile.</summary>
    public int Tile { get; }

    /// <summary>Tiles.</summary>
    public int Count { get; }

    /// <summary>Where a tile begins. The last one ends with the padding that the network itself gives the whole picture.</summary>
    public int Origin(int index) => Count == 1 ? 0
        : index == Count - 1 ? Up(Length) - Tile
        : Down((int)((long)index * (Up(Length) - Tile) / (Count - 1)));

    /// <summary>The first pixel that is taken from a tile.</summary>
    public int Start(int index) => index == 0 ? 0 : Down((Origin(index) + Origin(index - 1) + Tile) / 2);

    /// <summary>The pixel behind the last that is taken from a tile.</summary>
    public int End(int index) => index == Count - 1 ? Length : Start(index + 1);

    private static int Steps(int length, int step) => (length + step - 1) / step;

    private int Down(int at) => at / _alignment * _alignment;

    private int Up(int at) => Steps(at, _alignment) * _alignment;
}
