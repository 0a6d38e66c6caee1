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

    private readonly WindowGeometry _geometry;
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
        (_geometry, _epilogue, _block, _across) = (kernel.Geometry, epilogue, block, kernel.SizeOf(input.Width));
        (_window, _stride, _padding) = (kernel.Window, kernel.Stride, kernel.Padding);
        var (inputs, outputs) = (kernel.Inputs, kernel.Outputs / (block * block));
        // Columns in the order in which they are written: the pixels of a block one behind another, row by row.
        float At(int matrix, int row, int column) => kernel[
            (column % outputs * block * block) + (column / outputs), row % inputs, row / (_window * inputs), row / inputs % _window];
        _weights = new PackedWeights(1, _window * _window * inputs, kernel.Outputs, At, block * outputs);
        _isFinal = block == 1 && epilogue.Added is null && _weights.Width == outputs;
        Size = new FeatureSize(block * _across, block * kernel.SizeOf(input.Height), outputs);
    }

    public override FeatureSize Size { get; }

    public override int Block => _block;

    public override IEnumerable<FeatureMap> Maps => _epilogue.Added is { } added ? [added] : [];

    /// <summary>Whether it can run this convolution.</summary>
    public static bool Supports(ConvolutionKernel kernel) =>
        kernel.Window is >= 1 and <= MaxWindow
        && kernel.Stride is >= 1 and <= MaxStride
        && kernel.Padding is >= 0 and <= FeatureMap.Border;

    /// <summary>
    /// Whether it can shuffle into blocks of this side: the pixels of a row of a block lie side by side, and have to fill whole register
    /// tiles.
    /// </summary>
    public static bool Shuffles(ConvolutionKernel kernel, int block) =>
        block is > 1 and <= MaxBlock && kernel.Outputs % (block * block) == 0
        && kernel.Outputs / block % PackedWeights.TileWidthFor(kernel.Outputs / block) == 0;

    public override (int First, int End) InputRowsFor(int y) => _geometry.InputsFor(y, y + 1);

    public override ColumnRange InputColumnsFor(ColumnRange places)
    {
        var (first, end) = _geometry.InputsFor(places.First, places.End);
        return new ColumnRange(first, end);
    }

    /// <summary>Whole register tiles: so each value is summed up as when the whole row is made.</summary>
    public override ColumnRange PlacesMadeFor(ColumnRange places)
    {
        var height = _weights.TileHeight;
        return new(places.First / height * height, Math.Min(_across, (places.End + height - 1) / height * height));
    }

    public override PixelArea AffectedBy(PixelArea area) =>
        _geometry.AffectedBy(area).Scaled(_block, 1).Union(_epilogue.Added?.Changed ?? default);

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MakeRow(int worker, int y, ColumnRange places, FeatureMap from, FeatureMap to)
    {
        var rows = stackalloc float*[MaxWindow];
        for (var k = 0; k < _window; k++)
            rows[k] = from.Row((y * _stride) - _padding + k) - (_padding * from.Channels);
        nint step = _stride * from.Channels;
        var (length, width, height) = (_window * from.Channels, _weights.TileWidth, _weights.TileHeight);
        var whole = _isFinal ? places.End / height * height : places.First; // up to here, whole register tiles make the result
        var output = to.Row(y * _block);
        fixed (float* bias = _epilogue.Bias)
        {
            for (var x = places.First; x < whole; x += height)
            {
                for (var tile = 0; tile < _weights.Tiles; tile++)
                {
                    _weights.Multiply(0, tile, rows, _window, x * step, step, length, bias + (tile * width), _epilogue.LowerBound,
                        output + (x * to.Channels) + (tile * width), to.Channels);
                }
            }
        }
        var sums = stackalloc float[RegisterTile.Rows * MaxTileWidth]; // tiles of sixteen rows are one register wide
        for (var x = whole; x < places.End; x += height)
        {
            var pixels = Math.Min(height, _across - x);
            for (var tile = 0; tile < _weights.Tiles; tile++)
            {
                _weights.Multiply(0, tile, rows, _window, x * step, step, length, null, Epilogue.NoLowerBound, sums, width);
                var (row, first) = _block == 1 ? (0, tile * width) : Math.DivRem(tile * width, _block * to.Channels);
                for (var at = 0; at < width; at += _weights.Lanes)
                {
                    _weights.Write(_epilogue, sums + at, width, to, x * _block, (y * _block) + row, first + at, pixels,
                        (tile * width) + at, _block);
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
