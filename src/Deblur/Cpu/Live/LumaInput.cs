using P2IKT.Live.Deblur.Cpu.Memory;
using P2IKT.Live.Deblur.Cpu.Network;
using P2IKT.Live.Deblur.Cpu.Pyramid;

namespace P2IKT.Live.Deblur.Cpu.Live;

/// <summary>The normalised luma of a frame as a network's input, made row by row when the network reads it.</summary>
/// <param name="pyramid">The analysed frame; not owned.</param>
internal sealed class LumaInput(LumaPyramid pyramid) : RowOperator
{
    public override FeatureSize Size { get; } = new(pyramid.Gaussians[0].Width, pyramid.Gaussians[0].Height, 1);

    public override void MakeRow(int worker, int y, ColumnRange places, FeatureMap from, FeatureMap to) =>
        pyramid.Normalise(worker, y, to.RowSpan(y));
}
