using OpenCvSharp;

namespace P2IKT.Live.Evaluation;

/// <summary>How well a blur map agrees with the true one.</summary>
public static class BlurAgreement
{
    private const double UnitsPerPixel = 256;

    /// <summary>Reads a true blur map (16-bit, 256 units a pixel of radius) as radii at a size, averaged over each cell.</summary>
    public static float[] ReadTruth(string file, int width, int height)
    {
        using var map = Cv2.ImRead(file, ImreadModes.AnyDepth | ImreadModes.Grayscale);
        if (map.Empty() || map.Depth() != MatType.CV_16U)
            throw new P2IKT.Live.Capture.CaptureException($"{file} is no 16-bit blur map.");
        using var radii = new Mat();
        map.ConvertTo(radii, MatType.CV_32F, 1 / UnitsPerPixel);
        Cv2.Resize(radii, radii, new Size(width, height), 0, 0, InterpolationFlags.Area);
        radii.GetArray(out float[] values);
        return values;
    }

    /// <summary>Mean absolute difference.</summary>
    public static double MeanError(ReadOnlySpan<float> said, ReadOnlySpan<float> truth)
    {
        double sum = 0;
        for (var i = 0; i < truth.Length; i++)
            sum += Math.Abs(said[i] - truth[i]);
        return sum / truth.Length;
    }

    /// <summary>Spearman's rank correlation; equal values share their mean rank. 0 when one side is constant.</summary>
    public static double RankCorrelation(ReadOnlySpan<float> said, ReadOnlySpan<float> truth)
    {
        var a = Ranks(said);
        var b = Ranks(truth);
        var mean = (a.Length - 1) / 2.0;
        double ab = 0, aa = 0, bb = 0;
        for (var i = 0; i < a.Length; i++)
        {
            ab += (a[i] - mean) * (b[i] - mean);
            aa += (a[i] - mean) * (a[i] - mean);
            bb += (b[i] - mean) * (b[i] - mean);
        }
        return aa * bb > 0 ? ab / Math.Sqrt(aa * bb) : 0;
    }

    private static double[] Ranks(ReadOnlySpan<float> values)
    {
        var sorted = values.ToArray();
        var order = Enumerable.Range(0, sorted.Length).ToArray();
        Array.Sort(sorted, order);
        var ranks = new double[sorted.Length];
        for (var first = 0; first < sorted.Length;)
        {
            var end = first + 1;
            while (end < sorted.Length && sorted[end] == sorted[first])
                end++;
            for (var i = first; i < end; i++)
                ranks[order[i]] = (first + end - 1) / 2.0;
            first = end;
        }
        return ranks;
    }
}
