namespace P2IKT.Live.Deblur.Backbone;

/// <summary>One row of pixels in, one out, for operators that treat each value by itself.</summary>
internal delegate void RowOperator(ReadOnlySpan<float> from, Span<float> to);

/// <summary>An operator that treats each value by itself.</summary>
internal sealed class PointwiseLayer : Layer
{
    private readonly FeatureMap _input;
    private readonly RowOperator _operator;

    public PointwiseLayer(FeatureMap input, RowOperator rowOperator)
    {
        (_input, _operator) = (input, rowOperator);
        Output = new FeatureMap(input.Width, input.Height, input.Channels);
    }

    public override FeatureMap Output { get; }

    public override void Do(int thread, int piece) => _operator(_input.RowSpan(piece), Output.RowSpan(piece));
}
