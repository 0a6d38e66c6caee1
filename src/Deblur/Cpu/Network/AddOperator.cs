using System.Numerics.Tensors;
using P2IKT.Live.Deblur.Cpu.Memory;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>The sum of two maps (operator Add), where no convolution before it can add the second one in its epilogue.</summary>
/// <param name="first">Not owned.</param>
/// <param name="second">Of the same shape; not owned.</param>
internal sealed class AddOperator(FeatureMap first, FeatureMap second) : RowOperator
{
    public override FeatureSize Size => first.Size;

    public override IEnumerable<FeatureMap> Maps => [first, second];

    public override PixelArea AffectedBy(PixelArea area) => first.Changed.Union(second.Changed);

    public override void MakeRow(int worker, int y, ColumnRange places, FeatureMap from, FeatureMap to) =>
        TensorPrimitives.Add(first.RowSpan(y, places), second.RowSpan(y, places), to.RowSpan(y, places));
}
