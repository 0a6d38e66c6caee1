using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using P2IKT.Live.Deblur.Cpu.Kernels;
using P2IKT.Live.Frames.Memory;
using static P2IKT.Live.Deblur.Cpu.Kernels.WinogradTransform;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>
/// A 3x3 convolution of stride 1 by Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray, "Fast Algorithms for Convolutional
/// Neural Networks", 2015, section 4.3): 36 products for 16 results of a tile instead of 144.
/// </summary>
internal sealed unsafe class WinogradConvolution : Layer
{
    private const int MostTiles = 40; // of a piece: its scratch memory stays in the second cache, with the weights that pass through

    private static readonly float[,] G =
    {
        { 1 / 4f, 0, 0 }, { -1 / 6f, -1 / 6f, -1 / 6f }, { -1 / 6f, 1 / 6f, -1 / 6f },
        { 1 / 24f, 1 / 12f, 1 / 6f }, { 1 / 24f, -1 / 12f, 1 / 6f }, { 0, 0, 1 },
    };

    private readonly FeatureMap _input;
    private readonly PackedWeights _weights;
    private readonly Epilogue _epilogue;
    private readonly int _across, _tiles, _pieces, _pieceTiles;
    private readonly NativeArray<float>[] _scratch; // of each thread
    private readonly bool _isWide; // registers of 512 bits, and channels that fill them

    /// <param name="input">Not owned.</param>
    /// <param name="kernel">The convolution.</param>
    /// <param name="epilogue">What follows.</param>
    /// <param name="threads">How many will share the work: each gets scratch memory.</param>
    public WinogradConvolution(FeatureMap input, ConvolutionKernel kernel, Epilogue epilogue, int threads)
    {
        (_input, _epilogue) = (input, epilogue);
        _isWide = Vector512.IsHardwareAccelerated && kernel.Inputs % 16 == 0;
        using var transformed = Transformed(kernel);
        var points = transformed.Pointer;
        _weights = new PackedWeights(Points, kernel.Inputs, kernel.Outputs, (point, i, o) => points[(((point * kernel.Inputs) + i) * kernel.Outputs) + o]);
        Output = new FeatureMap(input.Size with { Channels = kernel.Outputs });
        _across = (input.Width + Tile - 1) / Tile;
        _tiles = _across * ((input.Height + Tile - 1) / Tile);
        var pieces = (((_tiles + MostTiles - 1) / MostTiles) + threads - 1) / threads * threads; // as many for each
        _pieceTiles = ((_tiles + pieces - 1) / pieces + _weights.Rows - 1) / _weights.Rows * _weights.Rows;
        _pieces = (_tiles + _pieceTiles - 1) / _pieceTiles;
        _scratch = [.. Enumerable.Range(0, threads).Select(_ => new NativeArray<float>((Points + 1) * _pieceTiles * Math.Max(kernel.Inputs, _weights.Width)))];
    }

    public override FeatureMap Output { get; }

    /// <summary>Whether it can do this one, and pays.</summary>
    public static bool Supports(ConvolutionKernel kernel) =>
        kernel is { Window: 3, Stride: 1, Padding: 1, Inputs: >= 32 } && kernel.Inputs % 8 == 0;

    public override int Pieces => _pieces;

    public override void Dispose()
    {
        base.Dispose();
        _weights.Dispose();
        foreach (var scratch in _scratch)
            scratch.Dispose();
    }

    /// <summary>G g G^T of every filter: [point, input, output]; the caller's, and needed once.</summary>
    private static NativeArray<float> Transformed(ConvolutionKernel kernel)
    {
        var result = new NativeArray<float>(Points * kernel.Inputs * kernel.Outputs);
        var values = result.Pointer;
        for (var o = 0; o < kernel.Outputs; o++)
        {
            for (var i = 0; i < kernel.Inputs; i++)
            {
                for (var u = 0; u < Patch; u++)
                {
                    for (var v = 0; v < Patch; v++)
                    {
                        var sum = 0.0;
                        for (var y = 0; y < 3; y++)
                        {
                            for (var x = 0; x < 3; x++)
                                sum += (double)G[u, y] * kernel[o, i, y, x] * G[v, x];
                        }
                        values[((((u * Patch) + v) * kernel.Inputs) + i) * kernel.Outputs + o] = (float)sum;
                    }
                }
            }
        }
        return result;
    }

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Do(int thread, int piece)
    {
        var rows = stackalloc float*[Patch];
        var first = piece * _pieceTiles;
        var count = Math.Min(_pieceTiles, _tiles - first);
        var inputs = _input.Channels;
        var width = _weights.Width;
        // A point's products lie where the spread tiles of the point before it lay, which nobody needs any more: half the memory.
        var pitch = _pieceTiles * Math.Max(inputs, width);
        var products = _scratch[thread].Pointer; // [point, tile, output]
        var spread = products + pitch; // [point, tile, input]
        for (var t = 0; t < count; t++)
        {
            var (x, y) = ((first + t) % _across * Tile, (first + t) / _across * Tile);
            for (var i = 0; i < Patch; i++)
                rows[i] = _input.Row(y - 1 + i) + ((x - 1) * inputs);
            if (_isWide)
                TransformInput<Panel512x1>(rows, inputs, spread + (t * inputs), pitch);
            else
                TransformInput<Panel256x1>(rows, inputs, spread + (t * inputs), pitch);
        }
        for (var point = 0; point < Points; point++)
        {
            var from = spread + (point * pitch);
            var to = products + (point * pitch);
            // The last rows may hold what an earlier piece left there: their products are thrown away.
            var turn = 0; // of the calls for this point: each has a share of the next point's weights fetched
            for (var t = 0; t < count; t += _weights.Rows)
            {
                for (var panel = 0; panel < _weights.Panels; panel++)
                    _weights.Multiply(point, panel, &from, 1, t * inputs, inputs, inputs, null, Epilogue.NoLowerBound, to + (t * width) + (panel * _weights.PanelWidth), width, turn++);
            }
        }
        for (var t = 0; t < count; t++)
        {
            var (x, y) = ((first + t) % _across * Tile, (first + t) / _across * Tile);
            if (Vector512.IsHardwareAccelerated)
                TransformOutput<Panel512x1>(products + (t * width), pitch, Output.Channels, _epilogue, Output, x, y);
            else
                TransformOutput<Panel256x1>(products + (t * width), pitch, Output.Channels, _epilogue, Output, x, y);
        }
    }
}
