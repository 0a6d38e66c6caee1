using P2IKT.Live.Deblur.Cpu.Memory;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>An operator that treats each value by itself.</summary>
internal sealed class PointwiseOperator(FeatureSize size, PointwiseFunction function) : RowOperator
{
    // Shorter runs of values go through scalar functions, which round otherwise than the vectorised ones.
    private const int LeastValues = 16;

    public override FeatureSize Size => size;

    public override ColumnRange PlacesMadeFor(ColumnRange places)
    {
        var least = (LeastValues + size.Channels - 1) / size.Channels;
        var first = Math.Max(0, Math.Min(places.First, size.Width - least));
        return new(first, Math.Min(size.Width, Math.Max(places.End, first + least)));
    }

    public override void MakeRow(int worker, int y, ColumnRange places, FeatureMap from, FeatureMap to) =>
        function(from.RowSpan(y, places), to.RowSpan(y, places));
}
