namespace P2IKT.Live.Deblur.Still;

/// <summary>What is known of a tile over time.</summary>
internal struct TileState
{
    /// <summary>For how many frames it has held still.</summary>
    public int Age { get; private set; }

    /// <summary>How often it has changed.</summary>
    public int Changes { get; private set; }

    /// <summary>Variance of its values in one frame, in levels squared: a mean over the frames that it has held still.</summary>
    public double Variance { get; private set; }

    /// <summary>The same of the means over its blocks.</summary>
    public double BlockVariance { get; private set; }

    /// <summary>Variance of its average, of that of one frame: 1 for the first one.</summary>
    public double AverageShare { get; private set; }

    /// <summary>The newest frame's share in the average is 1/2^Shift.</summary>
    public int Shift { get; private set; }

    /// <summary>The tile shows something else: its average is the newest frame alone.</summary>
    public void Change()
    {
        (Age, Shift, AverageShare) = (0, 0, 1);
        Changes++;
    }

    /// <summary>The tile is as before: the newest frame is averaged with those before.</summary>
    /// <param name="difference">From the average so far.</param>
    /// <param name="ownWeight">Of the newest frame in the variances.</param>
    /// <param name="longestShift">The largest <see cref="Shift"/>.</param>
    public void HoldStill(TileStatistics difference, double ownWeight, int longestShift)
    {
        var (variance, blockVariance) = (difference.MeanSquare / (1 + AverageShare), difference.BlockMeanSquare / (1 + AverageShare));
        Age++;
        var weight = Math.Max(ownWeight, 1.0 / Age);
        Variance = Age == 1 ? variance : Variance + (weight * (variance - Variance));
        BlockVariance = Age == 1 ? blockVariance : BlockVariance + (weight * (blockVariance - BlockVariance));
        Shift = Math.Min(longestShift, int.Log2(Age + 1));
        var newest = 1.0 / (1 << Shift);
        AverageShare = ((1 - newest) * (1 - newest) * AverageShare) + (newest * newest);
    }
}
