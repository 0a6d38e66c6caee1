namespace P2IKT.Live.Deblur.Still;

/// <summary>
/// The camera's noise, from how far tiles are from their averages: a low percentile over the tiles, because some of any scene hold still.
/// </summary>
/// <param name="tiles">Number of tiles.</param>
internal sealed class NoiseEstimate(int tiles)
{
    // Of the tiles that look like noise: others may move so that they do.
    private const double Percentile = 0.25;
    private const double LeastTiles = 0.1; // of all; where fewer look like noise, the whole picture moves, flickers or fades
    private const double MostVariance = 16 * 16; // noise of ISO 12,800 has a deviation of some 12 levels
    // A value on the border of two levels.
    private const double Rounding = 0.05;
    private const double BlockRounding = 0.0005;

    private int _count;
    private bool _isMeasured;
    private readonly double[] _variances = new double[tiles];
    private readonly double[] _blockVariances = new double[tiles];

    /// <summary>Variance of a value of one frame, in levels squared.</summary>
    public double Variance { get; private set; } = Rounding;

    /// <summary>Variance of the mean over a block of 8x8 pixels.</summary>
    public double BlockVariance { get; private set; } = BlockRounding;

    /// <summary>Whether what was measured can be noise; else nothing is known of any tile.</summary>
    public bool IsPlausible { get; private set; }

    /// <summary>Notes what a tile differs by, if that looks like noise.</summary>
    /// <param name="difference">From its average.</param>
    /// <param name="averageShare">Variance of its average, of that of a frame.</param>
    public void Add(TileStatistics difference, double averageShare)
    {
        if (!difference.LooksLikeNoise)
            return;
        _variances[_count] = difference.MeanSquare / (1 + averageShare);
        _blockVariances[_count++] = difference.BlockMeanSquare / (1 + averageShare);
    }

    /// <summary>Every tile of a frame was added.</summary>
    public void Finish()
    {
        IsPlausible = _count >= Math.Max(1, LeastTiles * tiles);
        if (IsPlausible)
        {
            Variance = Follow(_isMeasured ? Variance : double.NaN, Low(_variances), Rounding);
            BlockVariance = Follow(_isMeasured ? BlockVariance : double.NaN, Low(_blockVariances), BlockRounding);
            _isMeasured = true;
            IsPlausible = Variance < MostVariance;
        }
        _count = 0;
    }

    private double Low(double[] values)
    {
        Array.Sort(values, 0, _count);
        return values[(int)(Percentile * (_count - 1))];
    }

    /// <summary>Down at once, up within a second: what moves for a moment is no noise.</summary>
    private static double Follow(double former, double measured, double least)
    {
        var next = double.IsNaN(former) ? measured : former + ((measured < former ? 0.5 : 0.05) * (measured - former));
        return Math.Max(next, least);
    }
}
