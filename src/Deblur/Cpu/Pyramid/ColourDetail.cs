using P2IKT.Live.Deblur.Cpu.Memory;
using P2IKT.Live.Deblur.Cpu.Threading;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Cpu.Pyramid;

/// <summary>
/// The three colours of a frame and their local means, two levels of a pyramid below; networks read their difference. The arithmetic is
/// that of <c>detail</c> in models/pyramid.py, colour by colour.
/// </summary>
/// <remarks>One frame at a time.</remarks>
internal sealed class ColourDetail : IDisposable
{
    private const int Colours = 3;

    private readonly int _width, _height;
    private readonly RowWorkers _workers;
    private readonly Plane[] _colours, _halves, _quarters, _means;
    private readonly OwnedResources _owned;
    private readonly RowBlock _splitPass, _halfPass, _quarterPass, _meanPass;
    private nint _frame;

    /// <param name="width">Width of the frame in pixels; padded inside to a multiple of 16.</param>
    /// <param name="height">Height of the frame in pixels; padded inside to a multiple of 16.</param>
    /// <param name="workers">The threads; not owned.</param>
    public ColourDetail(int width, int height, RowWorkers workers)
    {
        using var owned = new OwnedResources();
        (_width, _height, _workers) = (width, height, workers);
        int w = LumaPyramid.Pad(width), h = LumaPyramid.Pad(height);
        (_colours, _halves) = (Planes(w, h, owned), Planes(w / 2, h / 2, owned));
        (_quarters, _means) = (Planes(w / 4, h / 4, owned), Planes(w / 2, h / 2, owned));
        (_splitPass, _halfPass, _quarterPass, _meanPass) = (SplitRows, HalfRows, QuarterRows, MeanRows);
        _owned = owned.Move();
    }

    /// <summary>A colour in [0, 1]: 0 blue, 1 green, 2 red.</summary>
    public Plane Colour(int colour) => _colours[colour];

    /// <summary>Its local mean, at half the size.</summary>
    public Plane Mean(int colour) => _means[colour];

    /// <summary>Analyses a packed BGR frame at this address.</summary>
    public void Analyse(nint frame)
    {
        _frame = frame;
        _workers.For(_colours[0].Height, _splitPass);
        _workers.For(Colours * _halves[0].Height, _halfPass);
        _workers.For(Colours * _quarters[0].Height, _quarterPass);
        _workers.For(Colours * _means[0].Height, _meanPass);
    }

    /// <inheritdoc/>
    public void Dispose() => _owned.Dispose();

    private static Plane[] Planes(int width, int height, OwnedResources owned) =>
        [.. Enumerable.Range(0, Colours).Select(_ => owned.Add(new Plane(width, height)))];

    private unsafe void SplitRows(int worker, int first, int end)
    {
        for (var y = first; y < end; y++)
        {
            var row = (byte*)_frame + ((long)Math.Min(y, _height - 1) * _width * 3);
            BgrRows.Split(new ReadOnlySpan<byte>(row, _width * 3), _colours[0].Row(y), _colours[1].Row(y), _colours[2].Row(y));
        }
    }

    private void HalfRows(int worker, int first, int end) => Down(_colours, _halves, worker, first, end);

    private void QuarterRows(int worker, int first, int end) => Down(_halves, _quarters, worker, first, end);

    /// <summary>Rows of all colours, one colour below another.</summary>
    private void Down(Plane[] from, Plane[] to, int worker, int first, int end)
    {
        var column = _workers.Scratch(worker).Take(from[0].Width);
        for (var row = first; row < end; row++)
        {
            var (colour, y) = Math.DivRem(row, to[0].Height);
            var plane = from[colour];
            RowScaling.Down(
                plane.NearestRow((2 * y) - 1), plane.Row(2 * y), plane.Row((2 * y) + 1), plane.NearestRow((2 * y) + 2),
                column, to[colour].Row(y));
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
}
