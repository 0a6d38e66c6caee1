using P2IKT.Live.Deblur.Cpu.Memory;
using P2IKT.Live.Deblur.Cpu.Threading;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>Copies the rows of a map that have changed into a plane, one channel below another.</summary>
/// <param name="map">The map; not owned.</param>
/// <param name="plane">Receives the channels: of the map's width, and its height times its channels. Not owned.</param>
internal sealed class ChannelsToPlanes(FeatureMap map, Plane plane) : Operator
{
    public override int RowBlocks => map.Changed.Bottom - map.Changed.Top;

    public override void Make(int worker, int block)
    {
        var y = map.Changed.Top + block;
        var row = map.RowSpan(y);
        var channels = map.Channels;
        for (var c = 0; c < channels; c++)
        {
            var to = plane.Row((c * map.Height) + y);
            for (var x = 0; x < to.Length; x++)
                to[x] = row[(x * channels) + c];
        }
    }
}
