using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using P2IKT.Live.Deblur.Cpu.Memory;
using P2IKT.Live.Deblur.Cpu.Threading;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Cpu.Pyramid;

/// <summary>
/// Applies the inverse kernels: weights the six bands of a <see cref="LumaPyramid"/> with the network's coefficient maps, adds them up
/// from coarse to fine, and adds the result to the frame. The arithmetic is that of <c>apply_bands</c> in models/pyramid.py.
/// </summary>
/// <remarks>
/// A radially symmetric inverse kernel is a weighted sum of differences of Gaussians, and the bands are such differences. Each is weighted
/// twice, as it is and clipped to a few grey levels, and at its own resolution, so that a coarse band costs little.
/// </remarks>
internal sealed class BandWeighting : IDisposable
{
    public const int Bands = 6;
    public const int Maps = 2 * Bands;
    private const int Coarsest = LumaPyramid.Levels - 1;

    private readonly int _width;
    private readonly int _height;
    private readonly float[] _limits;
    private readonly LumaPyramid _pyramid;
    private readonly RowWorkers _workers;
    private readonly Plane[] _residuals = new Plane[LumaPyramid.Levels]; // 0 is never stored: it goes straight into the frame
    private readonly RowBlock _finestPass, _residualPass;
    private readonly RowBlock[] _levelPasses = new RowBlock[LumaPyramid.Levels];
    private nint _source;
    private nint _sharp;
    private Plane? _residual;
    private readonly FinestBands _finest;
    private readonly OwnedResources _owned;

    /// <param name="width">Width of the frame in pixels.</param>
    /// <param name="height">Height of the frame in pixels.</param>
    /// <param name="limits">Where each of the six bands is clipped for its limited twin, in [0, 1].</param>
    /// <param name="pyramid">The analysed frame.</param>
    /// <param name="workers">The threads; not owned.</param>
    public BandWeighting(int width, int height, IReadOnlyList<float> limits, LumaPyramid pyramid, RowWorkers workers)
    {
        using var owned = new OwnedResources();
        (_width, _height, _limits, _pyramid, _workers) = (width, height, [.. limits], pyramid, workers);
        var eighth = pyramid.Gaussians[3];
        Coefficients = owned.Add(new Plane(eighth.Width, eighth.Height * Maps));
        for (var k = 1; k < LumaPyramid.Levels; k++)
        {
            var level = k;
            _residuals[k] = owned.Add(new Plane(pyramid.Gaussians[k].Width, pyramid.Gaussians[k].Height));
            _levelPasses[k] = (worker, first, end) => LevelRows(level, worker, first, end);
        }
        _finest = new FinestBands(pyramid, Coefficients, _residuals[1], _limits);
        (_finestPass, _residualPass) = (FinestRows, ResidualRows);
        _owned = owned.Move();
    }

    /// <summary>Written by the network: 12 maps at 1/8, one below the other; six weight the bands, six their limited twins.</summary>
    public Plane Coefficients { get; }

    /// <summary>Writes the sharp frame for the source that the pyramid has analysed; both packed BGR.</summary>
    public void Apply(nint source, nint sharp)
    {
        (_source, _sharp) = (source, sharp);
        AddCoarser();
        _workers.For(_height, _finestPass);
    }

    /// <summary>Writes what would be added to the frame, in units of the full scale.</summary>
    /// <param name="residual">Of the pyramid's size.</param>
    public void Apply(Plane residual)
    {
        _residual = residual;
        AddCoarser();
        _workers.For(residual.Height, _residualPass);
    }

    /// <inheritdoc/>
    public void Dispose() => _owned.Dispose();

    private void AddCoarser()
    {
        for (var k = Coarsest; k > 0; k--)
            _workers.For(_residuals[k].Height, _levelPasses[k]);
    }

    private void LevelRows(int level, int worker, int first, int end)
    {
        var gaussian = _pyramid.Gaussians[level];
        var scratch = _workers.Scratch(worker);
        var lower = scratch.Take(gaussian.Width);
        var cells = scratch.Take(gaussian.Width);
        for (var y = first; y < end; y++)
        {
            var sum = _residuals[level].Row(y);
            if (level == Coarsest)
            {
                sum.Clear();
                RowScaling.Smooth5(gaussian, y, cells, lower);
            }
            else
            {
                var half = cells[..(gaussian.Width / 2)];
                RowScaling.Up(_residuals[level + 1], y, 2, half, sum);
                if (level == 1)
                    _pyramid.LocalMean.Row(y).CopyTo(lower);
                else
                    RowScaling.Up(_pyramid.Gaussians[level + 1], y, 2, half, lower);
            }
            AddBand(level + 1, level, y, scratch, gaussian.Row(y), lower, sum);
        }
    }

    private void ResidualRows(int worker, int first, int end)
    {
        for (var y = first; y < end; y++)
            _finest.MakeRow(y, _workers.Scratch(worker), _residual!.Row(y));
    }

    private unsafe void FinestRows(int worker, int first, int end)
    {
        var scratch = _workers.Scratch(worker);
        var residual = scratch.Take(_pyramid.Gaussians[0].Width);
        for (var y = first; y < end; y++)
        {
            _finest.MakeRow(y, scratch, residual);
            var (offset, bytes) = ((long)y * _width * 3, _width * 3);
            BgrRows.AddResidual(
                new ReadOnlySpan<byte>((byte*)_source + offset, bytes), residual, new Span<byte>((byte*)_sharp + offset, bytes));
        }
    }

    /// <summary>sum += c_j band + c_(6+j) limit(band) for a row of a level, band = upper - lower.</summary>
    private void AddBand(
        int band, int level, int y, ScratchRows scratch, ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, Span<float> sum)
    {
        var linear = scratch.Take(sum.Length);
        var limited = scratch.Take(sum.Length);
        Weights(band, level, y, scratch, linear);
        Weights(Bands + band, level, y, scratch, limited);
        Rows.AddBand(upper, lower, linear, limited, _limits[band], sum);
    }

    /// <summary>Row y of a coefficient map as seen from a level of the pyramid.</summary>
    private void Weights(int map, int level, int y, ScratchRows scratch, Span<float> row)
    {
        var rows = Coefficients.Height / Maps;
        var top = map * rows;
        switch (level)
        {
            case Coarsest:
                RowScaling.Downsample2x(Coefficients.Row(top + 2 * y), Coefficients.Row(top + 2 * y + 1), row);
                break;
            case Coarsest - 1:
                Coefficients.Row(top + y).CopyTo(row);
                break;
            default:
                RowScaling.Up(Coefficients, y, LumaPyramid.Stride >> level, scratch.Take(Coefficients.Width), row, top, rows);
                break;
        }
    }
}
