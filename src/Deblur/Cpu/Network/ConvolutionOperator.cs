using System.Runtime.CompilerServices;
using P2IKT.Live.Deblur.Cpu.Kernels;
using P2IKT.Live.Deblur.Cpu.Memory;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>
/// A convolution as products of rows: a row of its window is one run of memory, so nothing is rearranged before it. For windows and strides
/// of many sizes; it can write its result as a pixel shuffle.
/// </summary>
internal sealed unsafe class ConvolutionOperator : RowOperator
{
    private const int MaxWindow = 8, MaxStride = 4, MaxBlock = 8, MaxTileWidth = 48;

    private readonly PackedWeights _weights;
    private readonly Epilogue _epilogue;
    private readonly int _window, _stride, _padding, _block, _across;
    private readonly bool _isFinal; // the sums of the register tile are the result

    /// <param name="input">Shape of what it reads.</param>
    /// <param name="kernel">The convolution.</param>
    /// <param name="epilogue">What follows, behind the pixel shuffle.</param>
    /// <param name="block">
    /// Side of the block of pixels of a pixel shuffle (operator DepthToSpace, mode CRD: channel b²c + bi + j becomes row i, column j of
    /// channel c); 1 for none. The bias has that order, too: pixel by pixel of the block.
    /// </param>
    /// <exception cref="NotSupportedException">It cannot shuffle so: see <see cref="Shuffles"/>.</exception>
    public ConvolutionOperator(FeatureSize input, ConvolutionKernel kernel, Epilogue epilogue, int block = 1)
    {
        if (block > 1 && !Shuffles(kernel, block))
            throw new NotSupportedException("channels that do not fill register tiles");
        (_epilogue, _block, _across, Calls) = (epilogue, block, kernel.SizeOf(input.Width), kernel.SizeOf(input.Height));
        (_window, _stride, _padding) = (kernel.Window, kernel.Stride, kernel.Padding);
        var (inputs, outputs) = (kernel.Inputs, kernel.Outputs / (block * block));
        // Columns in the order in which they are written: the pixels of a block one behind another.
        float At(int matrix, int row, int column) => kernel[
            (column % outputs * block * block) + (column / outputs), row % inputs, row / (_window * inputs), row / inputs % _window];
        _weights = new PackedWeights(1, _window * _window * inputs, kernel.Outputs, At, outputs);
        _isFinal = block == 1 && epilogue.Added is null && _weights.Width == outputs;
        Size = new FeatureSize(block * _across, block * Calls, outputs);
    }

    public override FeatureSize Size { get; }

    public override int Calls { get; }

    /// <summary>Whether it can run this convolution.</summary>
    public static bool Supports(ConvolutionKernel kernel) =>
        kernel.Window is >= 1 and <= MaxWindow
        && kernel.Stride is >= 1 and <= MaxStride
        && kernel.Padding is >= 0 and <= FeatureMap.Border;

    /// <summary>
    /// Whether it can shuffle into blocks of this side: the channels of each pixel of a block have to fill whole register tiles.
    /// </summary>
    public static bool Shuffles(ConvolutionKernel kernel, int block) =>
        block is > 1 and <= MaxBlock && kernel.Outputs % (block * block) == 0
        && kernel.Outputs / (block * block) % PackedWeights.TileWidthFor(kernel.Outputs / (block * block)) == 0;

    public override (int First, int End) InputRowsFor(int y) => ((y * _stride) - _padding, (y * _stride) - _padding + _window);

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MakeRow(int worker, int y, FeatureMap from, FeatureMap to)
    {
        var rows = stackalloc float*[MaxWindow];
        for (var k = 0; k < _window; k++)
            rows[k] = from.Row((y * _stride) - _padding + k) - (_padding * from.Channels);
        nint step = _stride * from.Channels;
        var (length, width, height) = (_window * from.Channels, _weights.TileWidth, _weights.TileHeight);
        var whole = _isFinal ? _across / height * height : 0; // pixels that whole register tiles make
        var output = to.Row(y * _block);
        fixed (float* bias = _epilogue.Bias)
        {
            for (var x = 0; x < whole; x += height)
            {
                for (var tile = 0; tile < _weights.Tiles; tile++)
                {
                    _weights.Multiply(0, tile, rows, _window, x * step, step, length, bias + (tile * width), _epilogue.LowerBound,
                        output + (x * to.Channels) + (tile * width), to.Channels);
                }
            }
        }
        var sums = stackalloc float[RegisterTile.Rows * MaxTileWidth]; // tiles of sixteen rows are one register wide
        for (var x = whole; x < _across; x += height)
        {
            var pixels = Math.Min(height, _across - x);
            for (var tile = 0; tile < _weights.Tiles; tile++)
            {
                _weights.Multiply(0, tile, rows, _window, x * step, step, length, null, Epilogue.NoLowerBound, sums, width);
                var (place, first) = _block == 1 ? (0, tile * width) : Math.DivRem(tile * width, to.Channels);
                for (var at = 0; at < width; at += _weights.Lanes)
                {
                    _weights.Write(_epilogue, sums + at, width, to, (x * _block) + (place % _block), (y * _block) + (place / _block),
                        first + at, pixels, (tile * width) + at, _block);
                }
            }
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _weights.Dispose();
    }
}
