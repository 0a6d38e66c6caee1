using P2IKT.Live.Deblur.Cpu.Pyramid;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>A map taken apart into planes of ours, one channel below another.</summary>
/// <param name="map">Another layer's; disposed with whichever goes first.</param>
/// <param name="planes">Receives the channels.</param>
internal sealed class ChannelsToPlanes(FeatureMap map, Plane planes) : Layer
{
    /// <summary>Of a map that fills the planes.</summary>
    /// <exception cref="NotSupportedException">It does not.</exception>
    public static ChannelsToPlanes Of(FeatureMap map, Plane planes) => map.Width == planes.Width && map.Height * map.Channels == planes.Height
        ? new ChannelsToPlanes(map, planes)
        : throw new NotSupportedException("an output of another shape");

    public override FeatureMap Output => map;

    public override void Do(int thread, int piece)
    {
        var row = map.RowSpan(piece);
        var channels = map.Channels;
        for (var c = 0; c < channels; c++)
        {
            var to = planes.Row((c * map.Height) + piece);
            for (var x = 0; x < to.Length; x++)
                to[x] = row[(x * channels) + c];
        }
    }
}
