using P2IKT.Live.Deblur.Cpu.Threading;

namespace P2IKT.Live.Deblur.Cpu.Pyramid;

/// <summary>
/// The three colours of a frame and their local means, two levels of a pyramid below: what the second stage of live-hq sees of a
/// frame is their difference. The arithmetic is that of <c>detail</c> in models/pyramid.py, colour by colour.
/// </summary>
/// <remarks>One frame at a time.</remarks>
internal sealed class ColourDetail : IDisposable
{
    private const int Colours = 3;

    private readonly int _width, _height;
    private readonly RowWorkers _workers;
    private readonly Plane[] _colours, _halves, _quarters, _means;
    private readonly RowPass _splitPass, _halfPass, _quarterPass, _meanPass;
    private nint _frame;

    /// <param name="width">Width of the frame in pixels; padded inside to a multiple of 16.</param>
    /// <param name="height">Height of the frame in pixels; padded inside to a multiple of 16.</param>
    /// <param name="workers">Who runs the passes.</param>
    public ColourDetail(int width, int height, RowWorkers workers)
    {
        (_width, _height, _workers) = (width, height, workers);
        int w = LumaPyramid.Pad(width), h = LumaPyramid.Pad(height);
        (_colours, _halves, _quarters, _means) = (Planes(w, h), Planes(w / 2, h / 2), Planes(w / 4, h / 4), Planes(w / 2, h / 2));
        (_splitPass, _halfPass, _quarterPass, _meanPass) = (SplitRows, HalfRows, QuarterRows, MeanRows);
    }

    /// <summary>A colour in [0, 1]: 0 blue, 1 green, 2 red.</summary>
    public Plane Colour(int colour) => _colours[colour];

    /// <summary>Its local mean, at half the size.</summary>
    public Plane Mean(int colour) => _means[colour];

    /// <summary>Analyses a packed BGR frame at this address.</summary>
    public void Analyse(nint frame)
    {
        _frame = frame;
        _workers.Run(_colours[0].Height, _splitPass);
        _workers.Run(Colours * _halves[0].Height, _halfPass);
        _workers.Run(Colours * _quarters[0].Height, _quarterPass);
        _workers.Run(Colours * _means[0].Height, _meanPass);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var plane in (Plane[])[.. _colours, .. _halves, .. _quarters, .. _means])
            plane.Dispose();
    }

    private static Plane[] Planes(int width, int height) => [.. Enumerable.Range(0, Colours).Select(_ => new Plane(width, height))];

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
        var scratch = _workers.Scratch(worker, 0, from[0].Width);
        for (var row = first; row < end; row++)
        {
            var (colour, y) = Math.DivRem(row, to[0].Height);
            var plane = from[colour];
            Rows.Down(plane.NearestRow((2 * y) - 1), plane.Row(2 * y), plane.Row((2 * y) + 1), plane.NearestRow((2 * y) + 2), scratch, to[colour].Row(y));
        }
    }

    private void MeanRows(int worker, int first, int end)
    {
        var scratch = _workers.Scratch(worker, 0, _quarters[0].Width);
        for (var row = first; row < end; row++)
        {
            var (colour, y) = Math.DivRem(row, _means[0].Height);
            Rows.Up(_quarters[colour], y, 2, scratch, _means[colour].Row(y));
        }
    }
}
