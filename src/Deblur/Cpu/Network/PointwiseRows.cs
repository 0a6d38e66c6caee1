namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>One row of pixels in, one out, for operators that treat each value by itself.</summary>
internal delegate void RowOperator(ReadOnlySpan<float> from, Span<float> to);

/// <summary>An operator that treats each value by itself.</summary>
internal sealed class PointwiseRows(FeatureSize size, RowOperator rowOperator) : RowOperation
{
    public override FeatureSize Size => size;

    public override void Row(int thread, int y, FeatureMap from, FeatureMap to) => rowOperator(from.RowSpan(y), to.RowSpan(y));
}
