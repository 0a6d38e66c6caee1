using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Clips;

/// <summary>Reads a blur map down to three numbers a frame, for the sidecar. For one thread; its buffer is reused.</summary>
internal sealed class FocusMeter
{
    private const int Levels = 4096; // hundredths of a pixel up to 40.95: above the largest radius of any model
    private const double SharpestShare = 0.1;
    // Of a cell that is wholly trusted, beside one that is not trusted at all: in a frame of those it counts.
    private const int FullWeight = 255;

    private readonly int[] _all = new int[Levels];
    private readonly int[] _centre = new int[Levels];

    /// <summary>
    /// Median, the tenth percentile, and the median of the middle ninth, in hundredths of a pixel of blur radius, weighted with confidence:
    /// cells without texture, whose radius is a guess, hardly count. Cells without a radius (NaN), such as all those of a frame that no
    /// network saw, do not count at all.
    /// </summary>
    public FocusSummary Read(Frame blur, Frame confidence)
    {
        Array.Clear(_all);
        Array.Clear(_centre);
        var (width, height) = (blur.Size.Width, blur.Size.Height);
        var values = blur.Values;
        var trust = confidence.Values;
        int all = 0, centre = 0;
        // Rounded outwards, so that the smallest map has a middle, too.
        var (left, right) = (width / 3, ((2 * width) + 2) / 3);
        var (top, bottom) = (height / 3, ((2 * height) + 2) / 3);
        for (var y = 0; y < height; y++)
        {
            var isMiddle = y >= top && y < bottom;
            for (var x = 0; x < width; x++)
            {
                var radius = values[(y * width) + x];
                if (float.IsNaN(radius))
                    continue;
                var level = (int)Math.Clamp(radius * 100f + 0.5f, 0, Levels - 1);
                var weight = 1 + (int)(Math.Clamp(trust[(y * width) + x], 0, 1) * FullWeight);
                _all[level] += weight;
                all += weight;
                if (!isMiddle || x < left || x >= right)
                    continue;
                _centre[level] += weight;
                centre += weight;
            }
        }
        return new FocusSummary(Quantile(_all, all, 0.5), Quantile(_all, all, SharpestShare), Quantile(_centre, centre, 0.5));
    }

    private static int Quantile(int[] levels, int count, double share)
    {
        if (count == 0)
            return FocusSummary.NotMeasured;
        var wanted = (int)Math.Ceiling(count * share);
        var level = 0;
        for (var sum = levels[0]; sum < wanted; sum += levels[level])
            level++;
        return level;
    }
}
