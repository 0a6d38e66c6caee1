using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Tiles;

/// <summary>A tile that the network has gone over, and which of its pixels count. Lent: it is gone when the receiver returns.</summary>
public readonly ref struct TilePart
{
    /// <summary>Where the tile's first pixel lies in the picture.</summary>
    public required int X { get; init; }

    /// <summary>Where the tile's first row lies in the picture.</summary>
    public required int Y { get; init; }

    /// <summary>First column that counts, in the picture; a multiple of <see cref="BlurStride"/>.</summary>
    public required int Left { get; init; }

    /// <summary>First row that counts, in the picture; a multiple of <see cref="BlurStride"/>.</summary>
    public required int Top { get; init; }

    /// <summary>Behind the last column that counts, in the picture.</summary>
    public required int Right { get; init; }

    /// <summary>Behind the last row that counts, in the picture.</summary>
    public required int Bottom { get; init; }

    /// <summary>Which of the picture's passes this was.</summary>
    public required int Pass { get; init; }

    /// <summary>The tile as it was filled.</summary>
    public required Frame Source { get; init; }

    /// <summary>The tile deblurred.</summary>
    public required Frame Sharp { get; init; }

    /// <summary>Its blur radii in pixels, one a cell; cell (0, 0) covers the tile's first pixels.</summary>
    public required Frame Blur { get; init; }

    /// <summary>Pixels of the picture for one value of <see cref="Blur"/>, in each direction.</summary>
    public required int BlurStride { get; init; }
}
