using System.Numerics.Tensors;
using P2IKT.Live.Deblur.Cpu.Memory;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>The sum of two maps (operator Add), where no convolution before it can add the second one in its epilogue.</summary>
/// <param name="first">Not owned.</param>
/// <param name="second">Of the same shape; not owned.</param>
internal sealed class AddOperator(FeatureMap first, FeatureMap second) : RowOperator
{
    public override FeatureSize Size => first.Size;

    public override void MakeRow(int worker, int y, FeatureMap from, FeatureMap to) =>
        TensorPrimitives.Add(first.RowSpan(y), second.RowSpan(y), to.RowSpan(y));
}
