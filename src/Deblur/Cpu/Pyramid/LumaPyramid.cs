using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using P2IKT.Live.Deblur.Cpu.Memory;
using P2IKT.Live.Deblur.Cpu.Threading;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Cpu.Pyramid;

/// <summary>
/// The luma of a frame as a pyramid of five levels, and the normalised detail that the network reads. The arithmetic is that of
/// <c>gaussians</c> and <c>normalise</c> in models/pyramid.py, which stay the reference.
/// </summary>
/// <remarks>
/// Blur shows in the local spectrum and not in brightness or contrast: detail is luma without its local mean, over its local deviation.
/// One frame at a time.
/// </remarks>
internal sealed class LumaPyramid : IDisposable
{
    public const int Levels = 5;
    public const int Multiple = 1 << (Levels - 1);
    public const int Stride = 8;

    /// <summary>
    /// How far a pixel's change reaches in <see cref="Normalise(int, int, Span{float})"/>, in pixels: 12 in the detail, 8 in the mean over a
    /// cell, 16 in the smoothing of five cells and 8 between their centres.
    /// </summary>
    public const int Reach = 44;

    private readonly int _width;
    private readonly int _height;
    private readonly float _floor;
    private readonly RowWorkers _workers;
    private readonly Plane[] _levels = new Plane[Levels];
    private readonly Plane _power;
    private readonly OwnedResources _owned;
    // Passes are delegates made once: a lambda that captures would be garbage for every frame.
    private readonly RowBlock _lumaPass, _meanPass, _powerPass, _gainPass, _normalisePass;
    private readonly RowBlock[] _downPasses = new RowBlock[Levels];
    private nint _frame;
    private Plane? _normalised;

    /// <param name="width">Width of the frame in pixels; padded inside to a multiple of 16.</param>
    /// <param name="height">Height of the frame in pixels; padded inside to a multiple of 16.</param>
    /// <param name="contrastFloor">Deviation of luma below which a region counts as flat, in [0, 1].</param>
    /// <param name="workers">The threads; not owned.</param>
    public LumaPyramid(int width, int height, float contrastFloor, RowWorkers workers)
    {
        using var owned = new OwnedResources();
        (_width, _height, _floor, _workers) = (width, height, contrastFloor, workers);
        int w = Pad(width), h = Pad(height);
        for (var k = 0; k < Levels; k++)
            _levels[k] = owned.Add(new Plane(w >> k, h >> k));
        LocalMean = owned.Add(new Plane(w / 2, h / 2));
        _power = owned.Add(new Plane(w / Stride, h / Stride));
        Gain = owned.Add(new Plane(w / Stride, h / Stride));
        (_lumaPass, _meanPass, _powerPass, _gainPass, _normalisePass) = (LumaRows, MeanRows, PowerCells, GainCells, NormaliseRows);
        for (var k = 1; k < Levels; k++)
        {
            var level = k;
            _downPasses[k] = (worker, first, end) => DownRows(level, worker, first, end);
        }
        _owned = owned.Move();
    }

    /// <summary>Luma in [0, 1] at 1/1, 1/2, 1/4, 1/8 and 1/16.</summary>
    public IReadOnlyList<Plane> Gaussians => _levels;

    /// <summary>Level 2 at the size of level 1: the local mean that detail is taken from, and what band 2 is taken from.</summary>
    public Plane LocalMean { get; }

    /// <summary>One over the local deviation of detail, at 1/8.</summary>
    public Plane Gain { get; }

    /// <summary>Rounded up to the network's multiple.</summary>
    public static int Pad(int side) => (side + Multiple - 1) / Multiple * Multiple;

    /// <summary>Analyses a packed BGR frame at this address.</summary>
    public void Analyse(nint frame)
    {
        _frame = frame;
        _workers.For(_levels[0].Height, _lumaPass);
        for (var k = 1; k < Levels; k++)
            _workers.For(_levels[k].Height, _downPasses[k]);
        _workers.For(LocalMean.Height, _meanPass);
        _workers.For(_power.Height, _powerPass);
        _workers.For(Gain.Height, _gainPass);
    }

    /// <summary>
    /// One row of what the network reads: detail over its local deviation. Called by the workers, each with its own number.
    /// </summary>
    // inlined, it would use up its caller's budget of inlining
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Normalise(int worker, int y, Span<float> row)
    {
        var luma = _levels[0].Row(y);
        var scratch = _workers.Scratch(worker);
        var mean = scratch.Take(LocalMean.Width + 2);
        var gain = scratch.Take(Gain.Width + 2);
        var steps = scratch.Take(Gain.Width + 1);
        BilinearUpsampler.Sample(LocalMean, y, 2, mean);
        BilinearUpsampler.Sample(Gain, y, Stride, gain);
        BilinearUpsampler.Steps(gain, steps);
        for (var x = 0; x < row.Length; x += 8)
        {
            var detail = Rows.Load8(luma, x) - BilinearUpsampler.Upsample2x(mean, x);
            (detail * BilinearUpsampler.Upsample8x(gain, steps, x)).StoreUnsafe(ref row[x]);
        }
    }

    /// <summary>All rows of it.</summary>
    /// <param name="plane">Of the frame's size, padded to <see cref="Multiple"/>.</param>
    public void Normalise(Plane plane)
    {
        _normalised = plane;
        _workers.For(plane.Height, _normalisePass);
    }

    /// <inheritdoc/>
    public void Dispose() => _owned.Dispose();

    private unsafe void LumaRows(int worker, int first, int end)
    {
        for (var y = first; y < end; y++)
        {
            var row = (byte*)_frame + (long)Math.Min(y, _height - 1) * _width * 3;
            BgrRows.Luma(new ReadOnlySpan<byte>(row, _width * 3), _levels[0].Row(y));
        }
    }

    private void DownRows(int level, int worker, int first, int end)
    {
        var from = _levels[level - 1];
        var column = _workers.Scratch(worker).Take(from.Width);
        for (var y = first; y < end; y++)
            RowScaling.Down(from.NearestRow(2 * y - 1), from.Row(2 * y), from.Row(2 * y + 1), from.NearestRow(2 * y + 2), column,
                _levels[level].Row(y));
    }

    private void MeanRows(int worker, int first, int end)
    {
        var cells = _workers.Scratch(worker).Take(_levels[2].Width);
        for (var y = first; y < end; y++)
            RowScaling.Up(_levels[2], y, 2, cells, LocalMean.Row(y));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PowerCells(int worker, int first, int end)
    {
        var mean = _workers.Scratch(worker).Take(LocalMean.Width + 2);
        for (var cell = first; cell < end; cell++)
        {
            var power = _power.Row(cell);
            power.Clear();
            for (var y = cell * Stride; y < (cell + 1) * Stride; y++)
            {
                var luma = _levels[0].Row(y);
                BilinearUpsampler.Sample(LocalMean, y, 2, mean);
                for (var i = 0; i < power.Length; i++)
                {
                    var detail = Rows.Load8(luma, Stride * i) - BilinearUpsampler.Upsample2x(mean, Stride * i);
                    power[i] += Vector256.Sum(detail * detail);
                }
            }
        }
    }

    private void GainCells(int worker, int first, int end)
    {
        var column = _workers.Scratch(worker).Take(_power.Width);
        for (var y = first; y < end; y++)
        {
            RowScaling.Smooth5(_power, y, column, Gain.Row(y));
            foreach (ref var value in Gain.Row(y))
                value = 1 / MathF.Sqrt(value / (Stride * Stride) + _floor * _floor);
        }
    }

    private void NormaliseRows(int worker, int first, int end)
    {
        for (var y = first; y < end; y++)
            Normalise(worker, y, _normalised!.Row(y));
    }
}
