using System.Runtime.CompilerServices;
using P2IKT.Live.Deblur.Cpu.Kernels;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>
/// A convolution as products of rows: a row of the window is one run of memory, so nothing is rearranged before it. For windows and
/// strides of any size; and it can spread its channels over blocks of pixels as it writes them.
/// </summary>
internal sealed unsafe class ConvolutionRows : RowOperation
{
    private const int LargestWindow = 8, LargestStride = 4, WidestPanel = 48;

    private readonly PackedWeights _weights;
    private readonly Epilogue _epilogue;
    private readonly int _window, _stride, _padding, _block, _across;
    private readonly bool _isWhole; // what the kernel makes is the result

    /// <param name="input">Shape of what it reads.</param>
    /// <param name="kernel">The convolution.</param>
    /// <param name="epilogue">What follows, behind the spreading.</param>
    /// <param name="block">
    /// Side of the block of pixels that the channels of one are spread over (operator DepthToSpace, mode CRD: channel b²c + bi + j
    /// becomes row i, column j of channel c); 1 for none. The bias goes in that order, too: pixel by pixel of the block.
    /// </param>
    /// <exception cref="NotSupportedException">The channels of a block's pixel do not fill whole panels.</exception>
    public ConvolutionRows(FeatureSize input, ConvolutionKernel kernel, Epilogue epilogue, int block = 1)
    {
        (_epilogue, _block, _across, Calls) = (epilogue, block, kernel.SizeOf(input.Width), kernel.SizeOf(input.Height));
        (_window, _stride, _padding) = (kernel.Window, kernel.Stride, kernel.Padding);
        var (inputs, outputs) = (kernel.Inputs, kernel.Outputs / (block * block));
        _weights = new PackedWeights(1, _window * _window * inputs, kernel.Outputs,
            // Columns in the order in which they are written: the pixels of a block one behind another.
            (_, row, column) => kernel[(column % outputs * block * block) + (column / outputs), row % inputs, row / (_window * inputs), row / inputs % _window], outputs);
        if (block > 1 && outputs % _weights.PanelWidth != 0)
        {
            _weights.Dispose();
            throw new NotSupportedException("channels that fill no panels");
        }
        _isWhole = block == 1 && epilogue.Added is null && _weights.Width == outputs;
        Size = new FeatureSize(block * _across, block * Calls, outputs);
    }

    public override FeatureSize Size { get; }

    public override int Calls { get; }

    /// <summary>Whether it can do this one.</summary>
    public static bool Supports(ConvolutionKernel kernel) =>
        kernel.Window is >= 1 and <= LargestWindow && kernel.Stride is >= 1 and <= LargestStride && kernel.Padding is >= 0 and <= FeatureMap.Border;

    public override (int First, int End) InputRowsFor(int y) => ((y * _stride) - _padding, (y * _stride) - _padding + _window);

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Row(int thread, int y, FeatureMap from, FeatureMap to)
    {
        var rows = stackalloc float*[LargestWindow];
        for (var k = 0; k < _window; k++)
            rows[k] = from.Row((y * _stride) - _padding + k) - (_padding * from.Channels);
        nint step = _stride * from.Channels;
        var (length, width, together) = (_window * from.Channels, _weights.PanelWidth, _weights.Rows);
        var whole = _isWhole ? _across / together * together : 0;
        var output = to.Row(y * _block);
        fixed (float* bias = _epilogue.Bias)
        {
            for (var x = 0; x < whole; x += together)
            {
                for (var panel = 0; panel < _weights.Panels; panel++)
                    _weights.Multiply(0, panel, rows, _window, x * step, step, length, bias + (panel * width), _epilogue.LowerBound, output + (x * to.Channels) + (panel * width), to.Channels);
            }
        }
        var sums = stackalloc float[MatrixKernel.TileRows * WidestPanel]; // sixteen rows are of one register
        for (var x = whole; x < _across; x += together)
        {
            var pixels = Math.Min(together, _across - x);
            for (var panel = 0; panel < _weights.Panels; panel++)
            {
                _weights.Multiply(0, panel, rows, _window, x * step, step, length, null, Epilogue.NoLowerBound, sums, width);
                var (place, first) = _block == 1 ? (0, panel * width) : Math.DivRem(panel * width, to.Channels);
                for (var at = 0; at < width; at += _weights.Lanes)
                    _weights.Write(_epilogue, sums + at, width, to, (x * _block) + (place % _block), (y * _block) + (place / _block), first + at, pixels, (panel * width) + at, _block);
            }
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _weights.Dispose();
    }
}
