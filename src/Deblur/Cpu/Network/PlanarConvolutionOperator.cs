using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using P2IKT.Live.Deblur.Cpu.Kernels;
using P2IKT.Live.Deblur.Cpu.Memory;
using P2IKT.Live.Frames.Memory;
using Row256 = P2IKT.Live.Deblur.Cpu.Kernels.TileRow1<System.Runtime.Intrinsics.Vector256<float>, P2IKT.Live.Deblur.Cpu.Kernels.Simd256>;
using Row512 = P2IKT.Live.Deblur.Cpu.Kernels.TileRow3<System.Runtime.Intrinsics.Vector512<float>, P2IKT.Live.Deblur.Cpu.Kernels.Simd512>;

namespace P2IKT.Live.Deblur.Cpu.Network;

/// <summary>
/// The first convolution of a network: it reads planar rows (<see cref="RowOperator.IsPlanar"/>), and writes the channels of a pixel side
/// by side. Eight channels of the result at a time, so that few of them keep the multipliers as busy as many.
/// </summary>
internal sealed unsafe class PlanarConvolutionOperator : RowOperator
{
    private const int MaxWindow = 8, MaxRuns = 256, MaxTileWidth = 48;

    private readonly NativeArray<float> _weights; // [eight outputs, row of the window, input, column of the window, output]
    private readonly WindowGeometry _geometry;
    private readonly Epilogue _epilogue;
    private readonly int _inputs, _window, _padding, _tileWidth;

    /// <param name="input">Shape of what it reads.</param>
    /// <param name="kernel">The convolution; see <see cref="Supports"/>.</param>
    /// <param name="epilogue">What follows; it adds no map.</param>
    public PlanarConvolutionOperator(FeatureSize input, ConvolutionKernel kernel, Epilogue epilogue)
    {
        (_geometry, _epilogue, _inputs, _window, _padding) = (kernel.Geometry, epilogue, kernel.Inputs, kernel.Window, kernel.Padding);
        _tileWidth = Vector512.IsHardwareAccelerated ? Row512.Width : Row256.Width;
        Size = new FeatureSize(kernel.SizeOf(input.Width), kernel.SizeOf(input.Height), kernel.Outputs);
        _weights = new NativeArray<float>(kernel.Weights.Length);
        var to = _weights.Pointer;
        for (var first = 0; first < kernel.Outputs; first += PlanarTile.Outputs)
        {
            for (var run = 0; run < Runs; run++)
            {
                for (var x = 0; x < _window; x++)
                {
                    for (var output = first; output < first + PlanarTile.Outputs; output++)
                        *to++ = kernel[output, run % _inputs, run / _inputs, x];
                }
            }
        }
    }

    public override FeatureSize Size { get; }

    private int Runs => _window * _inputs;

    /// <summary>Whether it can run this convolution.</summary>
    public static bool Supports(ConvolutionKernel kernel, Epilogue epilogue) =>
        kernel is { Stride: 1, Window: >= 1 and <= MaxWindow, Padding: >= 0 and <= FeatureMap.Border }
        && kernel.Outputs % PlanarTile.Outputs == 0 && kernel.Window * kernel.Inputs <= MaxRuns && epilogue.Added is null;

    public override (int First, int End) InputRowsFor(int y) => _geometry.InputsFor(y, y + 1);

    public override ColumnRange InputColumnsFor(ColumnRange places)
    {
        var (first, end) = _geometry.InputsFor(places.First, places.End);
        return new ColumnRange(first, end);
    }

    public override PixelArea AffectedBy(PixelArea area) => _geometry.AffectedBy(area);

    [SkipLocalsInit, MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void MakeRow(int worker, int y, ColumnRange places, FeatureMap from, FeatureMap to)
    {
        var runs = stackalloc float*[MaxRuns];
        for (var run = 0; run < Runs; run++)
            runs[run] = from.PlaneRow(y - _padding + (run / _inputs), run % _inputs) - _padding;
        var sums = stackalloc float[PlanarTile.Outputs * MaxTileWidth];
        var last = stackalloc float[PlanarTile.Outputs * MaxTileWidth];
        var output = to.Row(y);
        fixed (float* bias = _epilogue.Bias)
        {
            for (var x = places.First; x < places.End; x += _tileWidth)
            {
                var pixels = Math.Min(_tileWidth, places.End - x);
                for (var first = 0; first < Size.Channels; first += PlanarTile.Outputs)
                {
                    var weights = _weights.Pointer + ((nint)first * Runs * _window);
                    if (_tileWidth == Row512.Width)
                        PlanarTile.Multiply<Row512>(runs, Runs, x, _window, weights, bias + first, _epilogue.LowerBound, sums);
                    else
                        PlanarTile.Multiply<Row256>(runs, Runs, x, _window, weights, bias + first, _epilogue.LowerBound, sums);
                    var pixel = output + ((nint)x * Size.Channels) + first;
                    if (pixels == _tileWidth)
                    {
                        PlanarTile.Transpose(sums, _tileWidth, pixel, Size.Channels);
                        continue;
                    }
                    PlanarTile.Transpose(sums, _tileWidth, last, PlanarTile.Outputs);
                    for (var i = 0; i < pixels; i++)
                        Vector256.Store(Vector256.Load(last + (i * PlanarTile.Outputs)), pixel + ((nint)i * Size.Channels));
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
