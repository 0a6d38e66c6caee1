namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>The channels of two maps, one behind the other (operator Concat, axis 1).</summary>
/// <param name="first">Not owned.</param>
/// <param name="second">Of the same width and height; not owned.</param>
internal sealed class ConcatRows(FeatureMap first, FeatureMap second) : RowOperation
{
    public override FeatureSize Size { get; } = first.Size with { Channels = first.Channels + second.Channels };

    public override void Row(int thread, int y, FeatureMap from, FeatureMap to)
    {
        var a = first.RowSpan(y);
        var b = second.RowSpan(y);
        var joined = to.RowSpan(y);
        for (var x = 0; x < Size.Width; x++)
        {
            var pixel = joined.Slice(x * Size.Channels, Size.Channels);
            a.Slice(x * first.Channels, first.Channels).CopyTo(pixel);
            b.Slice(x * second.Channels, second.Channels).CopyTo(pixel[first.Channels..]);
        }
    }
}
