namespace P2IKT.Live.Deblur.Backbone;

/// <summary>The channels of two maps, one behind the other (operator Concat, axis 1).</summary>
internal sealed class ConcatLayer : Layer
{
    private readonly FeatureMap _first, _second;

    public ConcatLayer(FeatureMap first, FeatureMap second)
    {
        (_first, _second) = (first, second);
        Output = new FeatureMap(first.Width, first.Height, first.Channels + second.Channels);
    }

    public override FeatureMap Output { get; }

    public override void Do(int thread, int piece)
    {
        var first = _first.RowSpan(piece);
        var second = _second.RowSpan(piece);
        var to = Output.RowSpan(piece);
        for (var x = 0; x < Output.Width; x++)
        {
            var pixel = to.Slice(x * Output.Channels, Output.Channels);
            first.Slice(x * _first.Channels, _first.Channels).CopyTo(pixel);
            second.Slice(x * _second.Channels, _second.Channels).CopyTo(pixel[_first.Channels..]);
        }
    }
}
