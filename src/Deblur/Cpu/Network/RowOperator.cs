using P2IKT.Live.Deblur.Cpu.Memory;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>
/// A part of a <see cref="FusedOperator"/>, which runs one or several of them. It makes one row of its result from a few rows of what comes
/// before it. It is not an <see cref="Threading.Operator"/>: it has no row blocks and no map of its result.
/// </summary>
internal abstract class RowOperator : IDisposable
{
    /// <summary>Shape of the whole result.</summary>
    public abstract FeatureSize Size { get; }

    /// <summary>Side of the block of pixels that it makes of each place: 1, but for a pixel shuffle.</summary>
    public virtual int Block => 1;

    /// <summary>
    /// Whether its rows are planar: one channel behind another, at <see cref="FeatureMap.PlaneRow"/>. All else has the channels of a pixel
    /// side by side.
    /// </summary>
    public virtual bool IsPlanar => false;

    /// <summary>The maps that it reads beside the rows of what comes before it.</summary>
    public virtual IEnumerable<FeatureMap> Maps => [];

    /// <summary>How many calls of <see cref="MakeRow"/> make the result: one for the rows of a block.</summary>
    public int Calls => Size.Height / Block;

    /// <summary>Rows that a call reads; some may lie outside of the map, and are zeros.</summary>
    public virtual (int First, int End) InputRowsFor(int y) => (y, y + 1);

    /// <summary>Columns that a call reads to make these places; some may lie outside of the map, and are zeros.</summary>
    public virtual ColumnRange InputColumnsFor(ColumnRange places) => places;

    /// <summary>The places that a call makes where these are wanted: at least these.</summary>
    public virtual ColumnRange PlacesMadeFor(ColumnRange places) => places;

    /// <summary>The part of the result that depends on an area of what it reads; it may reach beyond the result.</summary>
    public virtual PixelArea AffectedBy(PixelArea area) => area;

    /// <summary>Makes a row.</summary>
    /// <param name="worker">Number of the calling thread: no two threads have the same at a time.</param>
    /// <param name="y">Number of the row, or of the call.</param>
    /// <param name="places">Which places of the row; an input of the network may make more.</param>
    /// <param name="from">Holds the rows that it reads; without meaning for an input of the network, which has its own source.</param>
    /// <param name="to">Receives the row.</param>
    public abstract void MakeRow(int worker, int y, ColumnRange places, FeatureMap from, FeatureMap to);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
