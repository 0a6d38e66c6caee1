using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Clips;

/// <summary>Reads a blur map down to three numbers a frame, for the sidecar. For one thread; its buffer is reused.</summary>
internal sealed class FocusMeter
{
    private const int Levels = 4096; // hundredths of a pixel up to 40.95: above the largest radius of any model
    private const double SharpestShare = 0.1;

    private readonly int[] _all = new int[Levels];
    private readonly int[] _centre = new int[Levels];

    /// <summary>Median, the tenth percentile, and the median of the middle ninth, in hundredths of a pixel of blur radius.</summary>
    public FocusReading Read(Frame blur)
    {
        Array.Clear(_all);
        Array.Clear(_centre);
        var (width, height) = (blur.Size.Width, blur.Size.Height);
        var values = blur.Values;
        // Rounded outwards, so that the smallest map has a middle, too.
        var (left, right) = (width / 3, ((2 * width) + 2) / 3);
        var (top, bottom) = (height / 3, ((2 * height) + 2) / 3);
        for (var y = 0; y < height; y++)
        {
            var isMiddle = y >= top && y < bottom;
            for (var x = 0; x < width; x++)
            {
                var level = (int)Math.Clamp(values[(y * width) + x] * 100f + 0.5f, 0, Levels - 1); // NaN becomes 0
                _all[level]++;
                if (isMiddle && x >= left && x < right)
                    _centre[level]++;
            }
        }
        return new FocusReading(Quantile(_all, values.Length, 0.5), Quantile(_all, values.Length, SharpestShare),
            Quantile(_centre, (right - left) * (bottom - top), 0.5));
    }

    private static int Quantile(int[] levels, int count, double share)
    {
        var wanted = (int)Math.Ceiling(count * share);
        var level = 0;
        for (var sum = levels[0]; sum < wanted; sum += levels[level])
            level++;
        return level;
    }
}
