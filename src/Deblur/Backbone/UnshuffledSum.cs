namespace P2IKT.Live.Deblur.Backbone;

/// <summary>
/// Channels spread out into blocks of 2x2 pixels (operator DepthToSpace, mode CRD: channel 4c + 2i + j becomes row i, column j of
/// channel c), and what follows.
/// </summary>
internal sealed class UnshuffledSum : Layer
{
    private const int Block = 2;

    private readonly FeatureMap _input;
    private readonly Epilogue _epilogue;
    private readonly Action<int, int> _work;

    public UnshuffledSum(FeatureMap input, Epilogue epilogue)
    {
        (_input, _epilogue, _work) = (input, epilogue, Row);
        Output = new FeatureMap(Block * input.Width, Block * input.Height, input.Channels / (Block * Block));
    }

    public override FeatureMap Output { get; }

    public override void Run(Crew crew) => crew.Share(Output.Height, _work);

    private unsafe void Row(int thread, int y)
    {
        var channels = Output.Channels;
        var pixel = stackalloc float[channels];
        var from = _input.Row(y / Block) + (y % Block * Block);
        for (var x = 0; x < Output.Width; x++)
        {
            var source = from + ((nint)(x / Block) * _input.Channels) + (x % Block);
            for (var c = 0; c < channels; c++)
                pixel[c] = source[c * Block * Block];
            _epilogue.Write(pixel, Output, x, y, 0, channels);
        }
    }
}
