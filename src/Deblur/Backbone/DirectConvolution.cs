namespace P2IKT.Live.Deblur.Backbone;

/// <summary>
/// A convolution as products of rows: a row of the window is one run of memory, so nothing is rearranged before it. For windows and
/// strides of any size.
/// </summary>
internal sealed unsafe class DirectConvolution : Layer
{
    private const int LargestWindow = 8;

    private readonly FeatureMap _input;
    private readonly PackedWeights _weights;
    private readonly Epilogue _epilogue;
    private readonly int _window, _stride, _padding;
    private readonly Action<int, int> _work;

    /// <param name="input">Not owned.</param>
    /// <param name="kernel">The convolution.</param>
    /// <param name="epilogue">What follows.</param>
    public DirectConvolution(FeatureMap input, ConvolutionKernel kernel, Epilogue epilogue)
    {
        (_input, _epilogue, _work) = (input, epilogue, Row);
        (_window, _stride, _padding) = (kernel.Window, kernel.Stride, kernel.Padding);
        var channels = kernel.Inputs;
        _weights = new PackedWeights(1, _window * _window * channels, kernel.Outputs,
            (_, row, output) => kernel[output, row % channels, row / (_window * channels), row / channels % _window]);
        Output = new FeatureMap(kernel.SizeOf(input.Width), kernel.SizeOf(input.Height), kernel.Outputs);
    }

    public override FeatureMap Output { get; }

    /// <summary>Whether it can do this one.</summary>
    public static bool Takes(ConvolutionKernel kernel) => kernel.Window <= LargestWindow && kernel.Padding <= FeatureMap.Border;

    public override void Run(Crew crew) => crew.Share(Output.Height, _work);

    public override void Dispose()
    {
        base.Dispose();
        _weights.Dispose();
    }

    private void Row(int thread, int y)
    {
        var rows = stackalloc float*[LargestWindow];
        for (var k = 0; k < _window; k++)
            rows[k] = _input.Row((y * _stride) - _padding + k) - (_padding * _input.Channels);
        nint step = _stride * _input.Channels;
        var sums = stackalloc float[MatrixKernel.Eight * 48];
        for (var x = 0; x < Output.Width; x += _weights.Rows)
        {
            var pixels = Math.Min(_weights.Rows, Output.Width - x);
            for (var panel = 0; panel < _weights.Panels; panel++)
            {
                _weights.Multiply(0, panel, rows, _window, x * step, step, _window * _input.Channels, sums, _weights.PanelWidth);
                for (var i = 0; i < pixels; i++)
                    _epilogue.Write(sums + (i * _weights.PanelWidth), Output, x + i, y, panel * _weights.PanelWidth, _weights.PanelWidth);
            }
        }
    }
}
