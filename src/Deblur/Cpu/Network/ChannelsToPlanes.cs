using P2IKT.Live.Deblur.Cpu.Memory;
using P2IKT.Live.Deblur.Cpu.Threading;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>Copies a map into a plane, one channel below another.</summary>
/// <param name="map">The map; not owned.</param>
/// <param name="plane">Receives the channels: of the map's width, and its height times its channels. Not owned.</param>
internal sealed class ChannelsToPlanes(FeatureMap map, Plane plane) : Operator
{
    public override int RowBlocks => map.Height;

    public override void Make(int worker, int block)
    {
        var row = map.RowSpan(block);
        var channels = map.Channels;
        for (var c = 0; c < channels; c++)
        {
            var to = plane.Row((c * map.Height) + block);
            for (var x = 0; x < to.Length; x++)
                to[x] = row[(x * channels) + c];
        }
    }
}
