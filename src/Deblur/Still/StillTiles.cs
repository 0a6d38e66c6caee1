using P2IKT.Live.Deblur.Cpu.Threading;
using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Memory;

namespace P2IKT.Live.Deblur.Still;

/// <summary>
/// Finds which tiles of a stream hold still, and averages them over time. A tile has changed when it differs from its average in another
/// way than noise does, or by more than the stream's noise explains: over all its values, or in any block of 8x8 pixels.
/// </summary>
/// <remarks>
/// One caller at a time, whom helper threads help; allocates nothing after construction. The average of a tile that has changed is the
/// newest frame.
/// </remarks>
internal sealed class StillTiles : IDisposable
{
    // A tile's noise depends on its brightness: up to this often the quietest tiles' variance; once its own is known, less above that.
    private const double AboveQuietest = 8;
    private const double AboveOwn = 2.5;
    private const int KnowsItself = 8; // frames
    private const double OwnWeight = 1.0 / 16;
    private const double BlockDeviations = 6; // of some 500,000 blocks a second none, for a Gaussian
    private const double GhostDeviations = 3; // of the noise of a pixel: one in 370 is beyond
    private const double VarianceFloor = 0.1, BlockFloor = 0.25; // levels squared, levels: rounding
    private const int LongestShift = 4; // at least 1/16 of each frame: the average follows within half a second

    private const int MostThreads = 4; // more wait for memory

    private readonly TileGrid _grid;
    private readonly RowWorkers _workers = new(Math.Min(MostThreads, Environment.ProcessorCount), 1);
    private readonly RowBlock _compare, _update, _write; // of tiles
    private readonly NativeArray<short> _average;
    private readonly NoiseEstimate _noise;
    private readonly TileStatistics[] _differences;
    private readonly TileState[] _tiles;
    private bool _hasAverage;
    private Frame? _source; // of the call
    private nint _pixels;
    private int _oldEnough;

    /// <summary>For a stream of frames of one size.</summary>
    public StillTiles(FrameSize size)
    {
        _grid = new TileGrid(size);
        _average = new NativeArray<short>(3 * size.Width * size.Height);
        _noise = new NoiseEstimate(_grid.Count);
        _differences = new TileStatistics[_grid.Count];
        _tiles = new TileState[_grid.Count];
        (_compare, _update, _write) = (Compare, Update, Write);
    }

    /// <summary>The tiles.</summary>
    public TileGrid Grid => _grid;

    /// <summary>Standard deviation of the camera's noise, in levels of 8 bits.</summary>
    public double NoiseDeviation => Math.Sqrt(_noise.Variance);

    /// <summary>The average, with 7 bits behind the point; lent until the next frame.</summary>
    public ReadOnlySpan<short> Average => _average.Values;

    /// <summary>For how many frames a tile has held still; 0: it has changed in the newest one.</summary>
    public int AgeOf(int tile) => _tiles[tile].Age;

    /// <summary>How often a tile has changed: an older result for it is right as long as this is the same.</summary>
    public int ChangesOf(int tile) => _tiles[tile].Changes;

    /// <summary>Variance of a tile's average from noise, in levels squared.</summary>
    public double AverageVarianceOf(int tile) => _tiles[tile].Variance * _tiles[tile].AverageShare;

    /// <summary>How many tiles have held still for as many frames.</summary>
    public int CountOlderThan(int frames)
    {
        var count = 0;
        foreach (ref readonly var tile in _tiles.AsSpan())
            count += tile.Age >= frames ? 1 : 0;
        return count;
    }

    /// <summary>Takes the next frame.</summary>
    /// <param name="source"><see cref="PixelFormat.Bgr24"/>, of the size; lent for the call.</param>
    public void Observe(Frame source)
    {
        _source = source;
        if (_hasAverage)
        {
            _workers.For(_tiles.Length, _compare);
            for (var index = 0; index < _tiles.Length; index++)
                _noise.Add(_differences[index], _tiles[index].AverageShare);
            _noise.Finish();
        }
        _workers.For(_tiles.Length, _update);
        _source = null;
        _hasAverage = true;
    }

    /// <summary>Writes the average of every tile as a picture.</summary>
    /// <param name="pixels">BGR, of the size.</param>
    public void WriteAverage(Span<byte> pixels)
    {
        for (var index = 0; index < _tiles.Length; index++)
            TileAverage.Write(_average.Values, pixels, _grid[index]);
    }

    /// <summary>Writes a frame whose still tiles are their averages, and whose others are its own.</summary>
    /// <param name="source">The newest frame, which <see cref="Observe"/> has taken.</param>
    /// <param name="pixels">BGR, of the size.</param>
    /// <param name="frames">For how many frames a tile has to have held still.</param>
    public unsafe void WriteAveraged(Frame source, Span<byte> pixels, int frames)
    {
        fixed (byte* to = pixels)
        {
            (_source, _pixels, _oldEnough) = (source, (nint)to, frames);
            _workers.For(_tiles.Length, _write);
            _source = null;
        }
    }

    /// <summary>Ends the threads first, which use the rest.</summary>
    public void Dispose()
    {
        _workers.Dispose();
        _average.Dispose();
    }

    /// <summary>
    /// How far an average may be from the newest frame: noise hardly ever is farther, so that nothing which moves leaves more.
    /// </summary>
    private static byte NoiseLimit(TileState tile) =>
        (byte)Math.Min(byte.MaxValue, Math.Ceiling(GhostDeviations * Math.Sqrt(tile.Variance)));

    private void Compare(int worker, int first, int end)
    {
        for (var index = first; index < end; index++)
            _differences[index] = TileDifference.Measure(_source!.Pixels, _average.Values, _grid[index]);
    }

    private void Update(int worker, int first, int end)
    {
        for (var index = first; index < end; index++)
        {
            ref var tile = ref _tiles[index];
            if (_hasAverage && _noise.IsPlausible && IsStill(tile, _differences[index]))
                tile.HoldStill(_differences[index], OwnWeight, LongestShift);
            else
                tile.Change();
            TileAverage.Update(_source!.Pixels, _average.Values, _grid[index], tile.Shift);
        }
    }

    private unsafe void Write(int worker, int first, int end)
    {
        var pixels = new Span<byte>((byte*)_pixels, _average.Length);
        for (var index = first; index < end; index++)
        {
            var place = _grid[index];
            if (_tiles[index].Age < _oldEnough)
                place.Copy(_source!.Pixels, pixels);
            else
                TileAverage.WriteNear(_average.Values, _source!.Pixels, pixels, place, NoiseLimit(_tiles[index]));
        }
    }

    private bool IsStill(TileState tile, TileStatistics difference)
    {
        var (variance, blockVariance) = (AboveQuietest * _noise.Variance, AboveQuietest * _noise.BlockVariance);
        if (tile.Age >= KnowsItself)
        {
            variance = Math.Min(variance, AboveOwn * tile.Variance);
            blockVariance = Math.Min(blockVariance, AboveOwn * tile.BlockVariance);
        }
        var share = 1 + tile.AverageShare;
        return difference.LooksLikeNoise
            && difference.MeanSquare <= (variance * share) + VarianceFloor
            && difference.LargestBlock <= (BlockDeviations * Math.Sqrt(blockVariance * share)) + BlockFloor;
    }
}
