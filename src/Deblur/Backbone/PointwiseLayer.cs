namespace P2IKT.Live.Deblur.Backbone;

/// <summary>One row of pixels in, one out, for operators that treat each value by itself.</summary>
internal delegate void RowOperator(ReadOnlySpan<float> from, Span<float> to);

/// <summary>An operator that treats each value by itself.</summary>
internal sealed class PointwiseLayer : Layer
{
    private readonly FeatureMap _input;
    private readonly RowOperator _operator;
    private readonly Action<int, int> _work;

    public PointwiseLayer(FeatureMap input, RowOperator rowOperator)
    {
        (_input, _operator, _work) = (input, rowOperator, Row);
        Output = new FeatureMap(input.Width, input.Height, input.Channels);
    }

    public override FeatureMap Output { get; }

    public override void Run(Crew crew) => crew.Share(Output.Height, _work);

    private void Row(int thread, int y) => _operator(_input.RowSpan(y), Output.RowSpan(y));
}
