using OpenCvSharp;
using P2IKT.Live.Capture;

namespace P2IKT.Live.Evaluation;

/// <summary>How well a blur map agrees with the true one.</summary>
public static class BlurAgreement
{
    private const double UnitsPerPixel = 256;

    /// <summary>
    /// Reads a true blur map (16-bit, 256 units a pixel of radius) as radii in pixels at a size, averaged over each cell.
    /// </summary>
    /// <exception cref="CaptureException">It is not such a map, or not of its picture's size.</exception>
    public static float[] ReadTruth(string file, Size picture, Size map)
    {
        var decoded = PaperPreprocessing.Decode(file, ImreadModes.AnyDepth | ImreadModes.Grayscale);
        var (depth, scale) = (decoded.Depth(), PaperPreprocessing.Scale(decoded.Size()));
        using var whole = PaperPreprocessing.Fit(decoded);
        if (depth != MatType.CV_16U)
            throw new CaptureException($"{file} is not a 16-bit blur map.");
        if (whole.Size() != picture)
            throw new CaptureException($"{file} is {whole.Width}x{whole.Height} but its picture is {picture.Width}x{picture.Height}.");
        using var radii = new Mat();
        whole.ConvertTo(radii, MatType.CV_32F, scale / UnitsPerPixel);
        Cv2.Resize(radii, radii, map, 0, 0, InterpolationFlags.Area);
        radii.GetArray(out float[] values);
        return values;
    }

    /// <summary>Mean absolute difference.</summary>
    public static double MeanError(ReadOnlySpan<float> predicted, ReadOnlySpan<float> truth)
    {
        double sum = 0;
        for (var i = 0; i < truth.Length; i++)
            sum += Math.Abs(predicted[i] - truth[i]);
        return sum / truth.Length;
    }

    /// <summary>Spearman's rank correlation; equal values share their mean rank. 0 when one side is constant.</summary>
    public static double RankCorrelation(ReadOnlySpan<float> predicted, ReadOnlySpan<float> truth)
    {
        var a = Ranks(predicted);
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
