using System.Runtime.CompilerServices;

namespace P2IKT.Live.Deblur.Backbone;

/// <summary>
/// A convolution as products of rows: a row of the window is one run of memory, so nothing is rearranged before it. For windows and
/// strides of any size; and it can spread its channels over blocks of pixels as it writes them.
/// </summary>
internal sealed unsafe class DirectConvolution : Layer
{
    private const int LargestWindow = 8, WidestPanel = 48;

    private readonly FeatureMap _input;
    private readonly PackedWeights _weights;
    private readonly Epilogue _epilogue;
    private readonly int _window, _stride, _padding, _block, _across, _down;

    /// <param name="input">Not owned.</param>
    /// <param name="kernel">The convolution.</param>
    /// <param name="epilogue">What follows, behind the spreading.</param>
    /// <param name="block">
    /// Side of the block of pixels that the channels of one are spread over (operator DepthToSpace, mode CRD: channel b²c + bi + j
    /// becomes row i, column j of channel c); 1 for none. The bias goes in that order, too: pixel by pixel of the block.
    /// </param>
    /// <exception cref="NotSupportedException">The channels of a block's pixel do not fill whole panels.</exception>
    public DirectConvolution(FeatureMap input, ConvolutionKernel kernel, Epilogue epilogue, int block = 1)
    {
        (_input, _epilogue, _block) = (input, epilogue, block);
        (_window, _stride, _padding) = (kernel.Window, kernel.Stride, kernel.Padding);
        (_across, _down) = (kernel.SizeOf(input.Width), kernel.SizeOf(input.Height));
        var (inputs, outputs) = (kernel.Inputs, kernel.Outputs / (block * block));
        _weights = new PackedWeights(1, _window * _window * inputs, kernel.Outputs,
            // Columns in the order in which they are written: the pixels of a block one behind another.
            (_, row, column) => kernel[(column % outputs * block * block) + (column / outputs), row % inputs, row / (_window * inputs), row / inputs % _window]);
        if (block > 1 && outputs % _weights.PanelWidth != 0)
        {
            _weights.Dispose();
            throw new NotSupportedException("channels that fill no panels");
        }
        Output = new FeatureMap(block * _across, block * _down, outputs);
    }

    public override FeatureMap Output { get; }

    public override int Pieces => _down;

    /// <summary>Whether it can do this one.</summary>
    public static bool Takes(ConvolutionKernel kernel) => kernel.Window <= LargestWindow && kernel.Padding <= FeatureMap.Border;

    [SkipLocalsInit]
    public override void Do(int thread, int piece)
    {
        var rows = stackalloc float*[LargestWindow];
        for (var k = 0; k < _window; k++)
            rows[k] = _input.Row((piece * _stride) - _padding + k) - (_padding * _input.Channels);
        nint step = _stride * _input.Channels;
        var sums = stackalloc float[MatrixKernel.Eight * WidestPanel];
        var width = _weights.PanelWidth;
        for (var x = 0; x < _across; x += _weights.Rows)
        {
            var pixels = Math.Min(_weights.Rows, _across - x);
            for (var panel = 0; panel < _weights.Panels; panel++)
            {
                _weights.Multiply(0, panel, rows, _window, x * step, step, _window * _input.Channels, sums, width);
                var (place, first) = _block == 1 ? (0, panel * width) : Math.DivRem(panel * width, Output.Channels);
                for (var at = 0; at < width; at += _weights.Lanes)
                    _weights.Write(_epilogue, sums + at, width, Output, (x * _block) + (place % _block), (piece * _block) + (place / _block), first + at, pixels, (panel * width) + at, _block);
            }
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _weights.Dispose();
    }
}
