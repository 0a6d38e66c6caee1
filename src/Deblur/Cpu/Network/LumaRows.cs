using P2IKT.Live.Deblur.Cpu.Pyramid;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>The normalised luma of a frame as the network's input, made when the network wants it.</summary>
/// <param name="pyramid">The analysed frame.</param>
internal sealed class LumaRows(LumaPyramid pyramid) : RowOperation
{
    public override FeatureSize Size { get; } = new(pyramid.Gaussians[0].Width, pyramid.Gaussians[0].Height, 1);

    public override void Row(int thread, int y, FeatureMap from, FeatureMap to) => pyramid.Normalise(thread, y, to.RowSpan(y));
}
