using P2IKT.Live.Deblur.Cpu.Memory;
using P2IKT.Live.Deblur.Cpu.Threading;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Cpu.Pyramid;

/// <summary>
/// The three colours of a frame and their local means, two levels of a pyramid below; networks read their difference. The arithmetic is
/// that of <c>detail</c> in models/pyramid.py, colour by colour.
/// </summary>
/// <remarks>
/// One frame at a time. The colours are never stored as planes: whoever needs a row of them takes it from the bytes of the frame, which are a
/// quarter of a plane's.
/// </remarks>
internal sealed class ColourDetail : IDisposable
{
    private const int Colours = 3;
    private const int Window = 4; // rows of the frame that a row of half the size is made of

    private readonly int _width, _height;
    private readonly RowWorkers _workers;
    private readonly Plane[] _halves, _quarters, _means;
    private readonly OwnedResources _owned;
    private readonly RowBlock _halfPass, _quarterPass, _meanPass;
    private nint _frame;

    /// <param name="width">Width of the frame in pixels; padded inside to a multiple of 16.</param>
    /// <param name="height">Height of the frame in pixels; padded inside to a multiple of 16.</param>
    /// <param name="workers">The threads; not owned.</param>
    public ColourDetail(int width, int height, RowWorkers workers)
    {
        using var owned = new OwnedResources();
        (_width, _height, _workers) = (width, height, workers);
        (Width, Height) = (LumaPyramid.Pad(width), LumaPyramid.Pad(height));
        (_halves, _quarters) = (Planes(Width / 2, Height / 2, owned), Planes(Width / 4, Height / 4, owned));
        _means = Planes(Width / 2, Height / 2, owned);
        (_halfPass, _quarterPass, _meanPass) = (HalfRows, QuarterRows, MeanRows);
        _owned = owned.Move();
    }

    /// <summary>Width of the padded frame in pixels.</summary>
    public int Width { get; }

    /// <summary>Height of the padded frame in pixels.</summary>
    public int Height { get; }

    /// <summary>The local mean of a colour (0 blue, 1 green, 2 red), at half the size.</summary>
    public Plane Mean(int colour) => _means[colour];

    /// <summary>Analyses a packed BGR frame at this address. It has to stay there for <see cref="ReadRow"/>.</summary>
    public void Analyse(nint frame)
    {
        _frame = frame;
        _workers.For(_halves[0].Height, _halfPass);
        _workers.For(Colours * _quarters[0].Height, _quarterPass);
        _workers.For(Colours * _means[0].Height, _meanPass);
    }

    /// <summary>The three colours of a row of the padded frame, in [0, 1]: each receives <see cref="Width"/> values.</summary>
    /// <param name="y">The row; beyond the frame, its nearest one.</param>
    /// <param name="blue">Receives the first colour; the others likewise.</param>
    /// <param name="green">The second.</param>
    /// <param name="red">The third.</param>
    public unsafe void ReadRow(int y, Span<float> blue, Span<float> green, Span<float> red)
    {
        var row = (byte*)_frame + ((long)Math.Clamp(y, 0, _height - 1) * _width * 3);
        BgrRows.Split(new ReadOnlySpan<byte>(row, _width * 3), blue, green, red);
    }

    /// <inheritdoc/>
    public void Dispose() => _owned.Dispose();

    private static Plane[] Planes(int width, int height, OwnedResources owned) =>
        [.. Enumerable.Range(0, Colours).Select(_ => owned.Add(new Plane(width, height)))];

    private void HalfRows(int worker, int first, int end)
    {
        var scratch = _workers.Scratch(worker);
        var column = scratch.Take(Width);
        var window = new RowWindow(scratch.Take(Window * Colours * Width), Width);
        for (var y = first; y < end; y++)
        {
            var top = (2 * y) - 1;
            for (var row = y == first ? top : top + 2; row < top + Window; row++) // the first two are the last two of the row before
                ReadRow(row, window.Row(row, 0), window.Row(row, 1), window.Row(row, 2));
            for (var colour = 0; colour < Colours; colour++)
            {
                RowScaling.Down(
                    window.Row(top, colour), window.Row(top + 1, colour), window.Row(top + 2, colour), window.Row(top + 3, colour),
                    column, _halves[colour].Row(y));
            }
        }
    }

    private void QuarterRows(int worker, int first, int end)
    {
        var column = _workers.Scratch(worker).Take(_halves[0].Width);
        for (var row = first; row < end; row++)
        {
            var (colour, y) = Math.DivRem(row, _quarters[0].Height);
            var plane = _halves[colour];
            RowScaling.Down(
                plane.NearestRow((2 * y) - 1), plane.Row(2 * y), plane.Row((2 * y) + 1), plane.NearestRow((2 * y) + 2),
                column, _quarters[colour].Row(y));
        }
    }

    private void MeanRows(int worker, int first, int end)
    {
        var cells = _workers.Scratch(worker).Take(_quarters[0].Width);
        for (var row = first; row < end; row++)
        {
            var (colour, y) = Math.DivRem(row, _means[0].Height);
            RowScaling.Up(_quarters[colour], y, 2, cells, _means[colour].Row(y));
        }
    }

    /// <summary>The last four rows of the frame that were read, in three colours.</summary>
    private readonly ref struct RowWindow(Span<float> memory, int width)
    {
        private readonly Span<float> _memory = memory;

        public Span<float> Row(int y, int colour) => _memory.Slice((((y & (Window - 1)) * Colours) + colour) * width, width);
    }
}
