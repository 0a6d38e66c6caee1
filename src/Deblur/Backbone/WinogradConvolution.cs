using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace P2IKT.Live.Deblur.Backbone;

/// <summary>
/// A 3x3 convolution of stride 1 by Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray, "Fast Algorithms for Convolutional
/// Neural Networks", 2015, section 4.3): 36 products for 16 results of a tile instead of 144.
/// </summary>
internal sealed unsafe class WinogradConvolution : Layer
{
    private const int Tile = 4, Patch = 6, Points = Patch * Patch;
    private const int Lanes = 8;
    private const int MostTiles = 40; // of a piece: its scratch memory stays in the second cache

    private static readonly float[,] G =
    {
        { 1 / 4f, 0, 0 }, { -1 / 6f, -1 / 6f, -1 / 6f }, { -1 / 6f, 1 / 6f, -1 / 6f },
        { 1 / 24f, 1 / 12f, 1 / 6f }, { 1 / 24f, -1 / 12f, 1 / 6f }, { 0, 0, 1 },
    };

    private readonly FeatureMap _input;
    private readonly PackedWeights _weights;
    private readonly Epilogue _epilogue;
    private readonly int _across, _tiles, _pieces, _pieceTiles;
    private readonly float*[] _scratch;
    private readonly Action<int, int> _work;

    /// <param name="input">Not owned.</param>
    /// <param name="kernel">The convolution.</param>
    /// <param name="epilogue">What follows.</param>
    /// <param name="threads">How many will share the work: each gets scratch memory.</param>
    public WinogradConvolution(FeatureMap input, ConvolutionKernel kernel, Epilogue epilogue, int threads)
    {
        (_input, _epilogue, _work) = (input, epilogue, Piece);
        var points = Transformed(kernel);
        _weights = new PackedWeights(Points, kernel.Inputs, kernel.Outputs, (point, i, o) => points[(((point * kernel.Inputs) + i) * kernel.Outputs) + o]);
        Output = new FeatureMap(input.Width, input.Height, kernel.Outputs);
        _across = (input.Width + Tile - 1) / Tile;
        _tiles = _across * ((input.Height + Tile - 1) / Tile);
        var pieces = (((_tiles + MostTiles - 1) / MostTiles) + threads - 1) / threads * threads; // as many for each
        _pieceTiles = ((_tiles + pieces - 1) / pieces + _weights.Rows - 1) / _weights.Rows * _weights.Rows;
        _pieces = (_tiles + _pieceTiles - 1) / _pieceTiles;
        _scratch = new float*[threads];
        for (var t = 0; t < threads; t++)
            _scratch[t] = (float*)NativeMemory.AlignedAlloc((nuint)(Points * _pieceTiles * (kernel.Inputs + _weights.Width) * sizeof(float)), 64);
    }

    public override FeatureMap Output { get; }

    /// <summary>Whether it can do this one, and pays.</summary>
    public static bool Takes(ConvolutionKernel kernel) =>
        kernel is { Window: 3, Stride: 1, Padding: 1, Inputs: >= 32 } && kernel.Inputs % Lanes == 0;

    public override void Run(Crew crew) => crew.Share(_pieces, _work);

    public override void Dispose()
    {
        base.Dispose();
        _weights.Dispose();
        foreach (var scratch in _scratch)
            NativeMemory.AlignedFree(scratch);
    }

    /// <summary>G g G^T of every filter: [point, input, output].</summary>
    private static float[] Transformed(ConvolutionKernel kernel)
    {
        var result = new float[Points * kernel.Inputs * kernel.Outputs];
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
                        result[((((u * Patch) + v) * kernel.Inputs) + i) * kernel.Outputs + o] = (float)sum;
                    }
                }
            }
        }
        return result;
    }

    private void Piece(int thread, int piece)
    {
        var first = piece * _pieceTiles;
        var count = Math.Min(_pieceTiles, _tiles - first);
        var inputs = _input.Channels;
        var width = _weights.Width;
        var spread = _scratch[thread]; // [point, tile, input]
        var products = spread + (Points * _pieceTiles * inputs); // [point, tile, output]
        for (var t = 0; t < count; t++)
            Spread((first + t) % _across * Tile, (first + t) / _across * Tile, spread + (t * inputs));
        for (var point = 0; point < Points; point++)
        {
            var from = spread + (point * _pieceTiles * inputs);
            var to = products + (point * _pieceTiles * width);
            // The last rows may hold what an earlier piece left there: their products are thrown away.
            for (var t = 0; t < count; t += _weights.Rows)
            {
                for (var panel = 0; panel < _weights.Panels; panel++)
                    _weights.Multiply(point, panel, &from, 1, t * inputs, inputs, inputs, to + (t * width) + (panel * _weights.PanelWidth), width);
            }
        }
        for (var t = 0; t < count; t++)
            Gather((first + t) % _across * Tile, (first + t) / _across * Tile, products + (t * width));
    }

    /// <summary>B^T d B of a patch, for eight channels at a time; its rows first.</summary>
    private void Spread(int x, int y, float* to)
    {
        var rows = stackalloc float*[Patch];
        for (var i = 0; i < Patch; i++)
            rows[i] = _input.Row(y - 1 + i) + ((x - 1) * _input.Channels);
        var half = stackalloc Vector256<float>[Points];
        nint pitch = _pieceTiles * _input.Channels;
        for (var c = 0; c < _input.Channels; c += Lanes)
        {
            for (var column = 0; column < Patch; column++)
            {
                var at = (column * _input.Channels) + c;
                SpreadLine(Vector256.Load(rows[0] + at), Vector256.Load(rows[1] + at), Vector256.Load(rows[2] + at),
                    Vector256.Load(rows[3] + at), Vector256.Load(rows[4] + at), Vector256.Load(rows[5] + at), half + column, Patch);
            }
            for (var row = 0; row < Patch; row++)
            {
                var line = half + (row * Patch);
                SpreadLine(line[0], line[1], line[2], line[3], line[4], line[5], line, 1);
                for (var column = 0; column < Patch; column++)
                    line[column].Store(to + (((row * Patch) + column) * pitch) + c);
            }
        }
    }

    private static void SpreadLine(Vector256<float> d0, Vector256<float> d1, Vector256<float> d2, Vector256<float> d3, Vector256<float> d4, Vector256<float> d5,
        Vector256<float>* to, int step)
    {
        to[0] = (4 * d0) - (5 * d2) + d4;
        to[step] = d3 + d4 - (4 * (d1 + d2));
        to[2 * step] = d4 - d3 + (4 * (d1 - d2));
        to[3 * step] = (2 * (d3 - d1)) + (d4 - d2);
        to[4 * step] = (2 * (d1 - d3)) + (d4 - d2);
        to[5 * step] = (4 * d1) - (5 * d3) + d5;
    }

    /// <summary>A^T m A of a tile, and what follows the convolution, for eight channels at a time.</summary>
    private void Gather(int x, int y, float* from)
    {
        var half = stackalloc Vector256<float>[Tile * Patch];
        var line = stackalloc Vector256<float>[Tile];
        nint pitch = _pieceTiles * _weights.Width;
        var (right, bottom) = (Math.Min(Tile, Output.Width - x), Math.Min(Tile, Output.Height - y));
        for (var c = 0; c < Output.Channels; c += Lanes)
        {
            for (var column = 0; column < Patch; column++)
            {
                var at = from + (column * pitch) + c;
                nint down = Patch * pitch;
                GatherLine(Vector256.Load(at), Vector256.Load(at + down), Vector256.Load(at + (2 * down)),
                    Vector256.Load(at + (3 * down)), Vector256.Load(at + (4 * down)), Vector256.Load(at + (5 * down)), half + column, Patch);
            }
            for (var row = 0; row < bottom; row++)
            {
                var m = half + (row * Patch);
                GatherLine(m[0], m[1], m[2], m[3], m[4], m[5], line, 1);
                for (var column = 0; column < right; column++)
                    _epilogue.Write((float*)(line + column), Output, x + column, y + row, c, Lanes);
            }
        }
    }

    private static void GatherLine(Vector256<float> m0, Vector256<float> m1, Vector256<float> m2, Vector256<float> m3, Vector256<float> m4, Vector256<float> m5,
        Vector256<float>* to, int step)
    {
        var (even, odd, evenDouble, oddDouble) = (m1 + m2, m1 - m2, m3 + m4, m3 - m4);
        to[0] = m0 + even + evenDouble;
        to[step] = odd + (2 * oddDouble);
        to[2 * step] = even + (4 * evenDouble);
        to[3 * step] = odd + (8 * oddDouble) + m5;
    }
}
