namespace P2IKT.Live.Deblur;

/// <summary>
/// Which tiles of a picture are shown as the strongest network made them from the average of several frames. Immutable; shared by the
/// frames that it is the same for.
/// </summary>
public sealed class RefinedArea
{
    private readonly byte[] _bits;

    /// <param name="columns">Tiles in a row.</param>
    /// <param name="rows">Rows of tiles.</param>
    /// <param name="isRefined">Whether a tile is refined, by its index, row by row.</param>
    internal RefinedArea(int columns, int rows, ReadOnlySpan<bool> isRefined)
    {
        (Columns, Rows, _bits) = (columns, rows, new byte[((columns * rows) + 7) / 8]);
        for (var tile = 0; tile < isRefined.Length; tile++)
        {
            if (isRefined[tile])
                _bits[tile / 8] |= (byte)(1 << (tile % 8));
        }
        Share = (double)isRefined.Count(true) / isRefined.Length;
    }

    /// <summary>Pixels of a tile in each direction; those at the right and the bottom are smaller.</summary>
    public const int TileSide = 64;

    /// <summary>Tiles in a row.</summary>
    public int Columns { get; }

    /// <summary>Rows of tiles.</summary>
    public int Rows { get; }

    /// <summary>Share of the tiles that are refined, 0 to 1.</summary>
    public double Share { get; }

    /// <summary>One bit for each tile, row by row, from the lowest bit of the first byte on; 1: refined.</summary>
    public ReadOnlySpan<byte> Bits => _bits;

    /// <summary>Whether a tile is refined.</summary>
    /// <param name="column">From 0.</param>
    /// <param name="row">From 0.</param>
    public bool this[int column, int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(column);
            ArgumentOutOfRangeException.ThrowIfNegative(row);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Columns);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
            var tile = (row * Columns) + column;
            return (_bits[tile / 8] >> (tile % 8) & 1) != 0;
        }
    }
}
