using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using P2IKT.Live.Deblur.Cpu.Kernels;
using P2IKT.Live.Deblur.Cpu.Memory;
using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Memory;
using static P2IKT.Live.Deblur.Cpu.Kernels.WinogradTransform;
using Row256 = P2IKT.Live.Deblur.Cpu.Kernels.TileRow1<System.Runtime.Intrinsics.Vector256<float>, P2IKT.Live.Deblur.Cpu.Kernels.Simd256>;
using Row512 = P2IKT.Live.Deblur.Cpu.Kernels.TileRow1<System.Runtime.Intrinsics.Vector512<float>, P2IKT.Live.Deblur.Cpu.Kernels.Simd512>;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>
/// A 3x3 convolution of stride 1 by Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray, "Fast Algorithms for Convolutional
/// Neural Networks", 2015, section 4.3): 36 products for 16 results of a tile instead of 144.
/// </summary>
internal sealed unsafe class WinogradOperator : MapOperator
{
    // of a row block: its scratch memory stays in the second-level cache, with the weights that pass through
    private const int MaxTiles = 40;

    private readonly FeatureMap _input;
    private readonly PackedWeights _weights;
    private readonly Epilogue _epilogue;
    private readonly int _workers;
    private readonly NativeArray<float>[] _scratch; // of each worker
    private readonly bool _isWide; // registers of 512 bits, and channels that fill them
    private readonly OwnedResources _owned;
    private int _left, _top, _across, _tiles, _blockTiles; // tiles of the next run

    /// <param name="input">Not owned.</param>
    /// <param name="kernel">The convolution.</param>
    /// <param name="epilogue">What follows.</param>
    /// <param name="workers">Number of threads that will run it: each gets scratch memory.</param>
    public WinogradOperator(FeatureMap input, ConvolutionKernel kernel, Epilogue epilogue, int workers)
    {
        using var owned = new OwnedResources();
        (_input, _epilogue) = (input, epilogue);
        _isWide = Vector512.IsHardwareAccelerated && kernel.Inputs % 16 == 0;
        using var transformed = Transformed(kernel);
        var points = transformed.Pointer;
        float At(int point, int i, int o) => points[(((point * kernel.Inputs) + i) * kernel.Outputs) + o];
        _weights = owned.Add(new PackedWeights(Points, kernel.Inputs, kernel.Outputs, At));
        Output = owned.Add(new FeatureMap(input.Size with { Channels = kernel.Outputs }));
        _workers = workers;
        Restrict(null);
        var scratch = (Points + 1) * WholeRegisterTiles(MaxTiles) * Math.Max(kernel.Inputs, _weights.Width);
        _scratch = [.. Enumerable.Range(0, workers).Select(_ => owned.Add(new NativeArray<float>(scratch)))];
        _owned = owned.Move();
    }

    public override FeatureMap Output { get; }

    public override IEnumerable<FeatureMap> Inputs => _epilogue.Added is { } added ? [_input, added] : [_input];

    /// <summary>A row block is a run of tiles, which need not be whole rows of them.</summary>
    public override int RowBlocks => _tiles == 0 ? 0 : (_tiles + _blockTiles - 1) / _blockTiles;

    public override void Restrict(PixelArea? frame)
    {
        var affected = frame is null ? Output.Size.Area : _input.Changed.Grown(1).Union(_epilogue.Added?.Changed ?? default);
        var tiles = affected.Within(_input.Width, _input.Height).Scaled(1, Tile);
        // All of a tile: each of its values is rounded otherwise when any of what the tile reads is another.
        Output.Changed = tiles.Scaled(Tile, 1).Within(_input.Width, _input.Height);
        (_left, _top, _across) = (tiles.Left, tiles.Top, tiles.Right - tiles.Left);
        _tiles = (int)tiles.Pixels;
        var blocks = (((_tiles + MaxTiles - 1) / MaxTiles) + _workers - 1) / _workers * _workers; // as many for each
        _blockTiles = WholeRegisterTiles(blocks == 0 ? 1 : (_tiles + blocks - 1) / blocks);
    }

    /// <summary>Whether it can run this convolution, faster than <see cref="ConvolutionOperator"/>.</summary>
    public static bool Supports(ConvolutionKernel kernel) =>
        kernel is { Window: 3, Stride: 1, Padding: 1, Inputs: >= 16 } && kernel.Inputs % 8 == 0;

    /// <inheritdoc/>
    public override void Dispose() => _owned.Dispose();

    private int WholeRegisterTiles(int tiles) => (tiles + _weights.TileHeight - 1) / _weights.TileHeight * _weights.TileHeight;

    /// <summary>G g G^T of every filter: [point, input, output]; owned by the caller.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static NativeArray<float> Transformed(ConvolutionKernel kernel)
    {
        var plane = kernel.Inputs * kernel.Outputs;
        var result = new NativeArray<float>(Points * plane);
        var weights = kernel.Weights.Span;
        Span<double> half = stackalloc double[3 * Patch]; // G g, column by column
        Span<double> line = stackalloc double[Patch];
        for (var i = 0; i < kernel.Inputs; i++)
        {
            for (var o = 0; o < kernel.Outputs; o++)
            {
                var filter = weights.Slice(9 * ((o * kernel.Inputs) + i), 9);
                for (var x = 0; x < 3; x++)
                    TransformFilter(filter[x], filter[3 + x], filter[6 + x], half[(x * Patch)..]);
                var to = result.Pointer + (i * kernel.Outputs) + o;
                for (var u = 0; u < Patch; u++)
                {
                    TransformFilter(half[u], half[Patch + u], half[(2 * Patch) + u], line);
                    for (var v = 0; v < Patch; v++, to += plane)
                        *to = (float)line[v];
                }
            }
        }
        return result;
    }

    /// <summary>G times a column of three values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransformFilter(double a, double b, double c, Span<double> to)
    {
        to[0] = a / 4;
        to[1] = -(a + b + c) / 6;
        to[2] = (b - a - c) / 6;
        to[3] = (a + (2 * b) + (4 * c)) / 24;
        to[4] = (a - (2 * b) + (4 * c)) / 24;
        to[5] = c;
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Make(int worker, int block)
    {
        var rows = stackalloc float*[Patch];
        var first = block * _blockTiles;
        var count = Math.Min(_blockTiles, _tiles - first);
        var inputs = _input.Channels;
        var width = _weights.Width;
        // A point's products lie where the transformed tiles of the point before it lay, which are not needed any more: half the memory.
        var pitch = _blockTiles * Math.Max(inputs, width);
        var products = _scratch[worker].Pointer; // [point, tile, output]
        var transformed = products + pitch; // [point, tile, input]
        for (var t = 0; t < count; t++)
        {
            var (x, y) = ((_left + ((first + t) % _across)) * Tile, (_top + ((first + t) / _across)) * Tile);
            for (var i = 0; i < Patch; i++)
                rows[i] = _input.Row(y - 1 + i) + ((x - 1) * inputs);
            if (_isWide)
                TransformInput<Row512>(rows, inputs, transformed + (t * inputs), pitch);
            else
                TransformInput<Row256>(rows, inputs, transformed + (t * inputs), pitch);
        }
        for (var point = 0; point < Points; point++)
        {
            var from = transformed + (point * pitch);
            var to = products + (point * pitch);
            // The last rows may hold what an earlier row block left there: their products are thrown away.
            var turn = 0; // of the calls for this point: each has a share of the next point's weights fetched
            for (var t = 0; t < count; t += _weights.TileHeight)
            {
                for (var tile = 0; tile < _weights.Tiles; tile++)
                {
                    var sums = to + (t * width) + (tile * _weights.TileWidth);
                    _weights.Multiply(point, tile, &from, 1, t * inputs, inputs, inputs, null, Epilogue.NoLowerBound, sums, width, turn++);
                }
            }
        }
        for (var t = 0; t < count; t++)
        {
            var (x, y) = ((_left + ((first + t) % _across)) * Tile, (_top + ((first + t) / _across)) * Tile);
            if (Vector512.IsHardwareAccelerated)
                TransformOutput<Row512>(products + (t * width), pitch, Output.Channels, _epilogue, Output, x, y);
            else
                TransformOutput<Row256>(products + (t * width), pitch, Output.Channels, _epilogue, Output, x, y);
        }
    }
}
