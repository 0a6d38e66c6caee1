using P2IKT.Live.Deblur.Cpu.Memory;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>The channels of several maps, one behind another (operator Concat, axis 1).</summary>
/// <param name="maps">At least one, of the same width and height; not owned.</param>
internal sealed class ConcatOperator(FeatureMap[] maps) : RowOperator
{
    public override FeatureSize Size { get; } = maps[0].Size with { Channels = maps.Sum(static map => map.Channels) };

    public override IEnumerable<FeatureMap> Maps => maps;

    public override PixelArea AffectedBy(PixelArea area)
    {
        var affected = default(PixelArea);
        foreach (var map in maps)
            affected = affected.Union(map.Changed);
        return affected;
    }

    public override void MakeRow(int worker, int y, ColumnRange places, FeatureMap from, FeatureMap to)
    {
        var joined = to.RowSpan(y);
        var first = 0;
        foreach (var map in maps)
        {
            var row = map.RowSpan(y);
            var channels = map.Channels;
            for (var x = places.First; x < places.End; x++)
                row.Slice(x * channels, channels).CopyTo(joined[((x * Size.Channels) + first)..]);
            first += channels;
        }
    }
}
