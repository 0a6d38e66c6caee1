using P2IKT.Live.Deblur.Cpu.Memory;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>An operator that treats each value by itself.</summary>
internal sealed class PointwiseOperator(FeatureSize size, PointwiseFunction function) : RowOperator
{
    public override FeatureSize Size => size;

    public override void MakeRow(int worker, int y, FeatureMap from, FeatureMap to) => function(from.RowSpan(y), to.RowSpan(y));
}
