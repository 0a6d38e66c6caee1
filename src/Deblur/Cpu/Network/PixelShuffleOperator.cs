using P2IKT.Live.Deblur.Cpu.Memory;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>
/// A pixel shuffle (operator DepthToSpace) where no convolution before it can write its result shuffled: a pixel becomes a block of pixels.
/// One call makes the rows of a block.
/// </summary>
internal sealed class PixelShuffleOperator : RowOperator
{
    private const int MaxBlock = 8;

    private readonly int[] _channels; // of the input, in the order in which the pixels of a block are written
    private readonly int _block;

    /// <param name="input">Shape of what it reads.</param>
    /// <param name="block">Side of a block in pixels.</param>
    /// <param name="depthFirst">
    /// Mode DCR of ONNX: channel (bi + j) C + c becomes row i, column j of channel c; else CRD: channel b²c + bi + j.
    /// </param>
    /// <exception cref="NotSupportedException">The channels do not fill blocks.</exception>
    public PixelShuffleOperator(FeatureSize input, int block, bool depthFirst)
    {
        if (block is < 1 or > MaxBlock || input.Channels % (block * block) != 0)
            throw new NotSupportedException("a DepthToSpace whose channels do not fit");
        var (places, channels) = (block * block, input.Channels / (block * block));
        _block = block;
        _channels = [.. Enumerable.Range(0, input.Channels).Select(at => depthFirst ? at : (at % channels * places) + (at / channels))];
        Size = new FeatureSize(block * input.Width, block * input.Height, channels);
    }

    public override FeatureSize Size { get; }

    public override int Block => _block;

    public override PixelArea AffectedBy(PixelArea area) => area.Scaled(_block, 1);

    public override void MakeRow(int worker, int y, ColumnRange places, FeatureMap from, FeatureMap to)
    {
        var row = from.RowSpan(y);
        var run = _block * Size.Channels; // what a pixel gives to one row
        for (var i = 0; i < _block; i++)
        {
            var order = _channels.AsSpan(i * run, run);
            var shuffled = to.RowSpan((y * _block) + i);
            for (var x = places.First; x < places.End; x++)
            {
                var pixel = row.Slice(x * _channels.Length, _channels.Length);
                for (var k = 0; k < run; k++)
                    shuffled[(x * run) + k] = pixel[order[k]];
            }
        }
    }
}
