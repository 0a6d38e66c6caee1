namespace P2IKT.Live.Deblur.Still;

/// <summary>The difference of a tile from its average, in levels of 8 bits.</summary>
/// <param name="MeanSquare">Mean square over all values.</param>
/// <param name="BlockMeanSquare">Mean square of the means over blocks of 8x8 pixels: what is left where noise cancels out.</param>
/// <param name="LargestBlock">The largest of these means, without its sign.</param>
/// <param name="Mean">The mean, with its sign.</param>
/// <param name="Blocks">Number of blocks.</param>
/// <param name="AlongGradient">Share of the difference that lies along the picture's gradient, 0 to 1.</param>
/// <param name="GradientSamples">Number of values that it was taken from.</param>
internal readonly record struct TileStatistics(
    double MeanSquare, double BlockMeanSquare, double LargestBlock, double Mean, int Blocks, double AlongGradient, int GradientSamples)
{
    // For noise the first two shares are near one over the number of values, or of blocks; these are times that. JPEG makes noise of
    // neighbours alike, so that there are fewer of either, and leaves up to a third of the variance in the means of blocks. A whole tile
    // has 1,500 values that the gradient is compared with, and 64 blocks.
    private const double MostAlongGradient = 150;
    private const double MostInMean = 25;
    private const double MostInBlocks = 1.0 / 3;
    private const double LeastMean = 0.2, LeastBlock = 0.2; // levels: rounding

    /// <summary>Whether noise alone can have this structure; movement, fades and flicker have another, whatever the noise.</summary>
    public bool LooksLikeNoise => AlongGradient * GradientSamples <= MostAlongGradient
        && Mean * Mean <= Math.Max(MostInMean / Blocks * BlockMeanSquare, LeastMean * LeastMean)
        && BlockMeanSquare <= Math.Max(MostInBlocks * MeanSquare, LeastBlock * LeastBlock);
}
