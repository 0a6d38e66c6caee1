using OpenCvSharp;
using P2IKT.Live.Focus.Steadiness;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Evaluation.Focus;

/// <summary>
/// How often a measure calls sharp what is not: flat areas with noise, and defocused edges of high contrast. And how much it flickers on a
/// still scene.
/// </summary>
/// <param name="measures">The measures.</param>
/// <param name="limits">At or below which each says "sharp", at each window; for radii the tolerance of the live view is used.</param>
internal sealed class RobustnessScores(IReadOnlyList<IFocusMeasure> measures, double[,] limits)
{
    /// <summary>Largest radius that counts as in focus, in pixels.</summary>
    public const float Tolerance = 1.5f;

    /// <summary>A radius of less confidence is not called sharp.</summary>
    public const double MinConfidence = 0.5;

    private const int Cell = 8;
    private static readonly Size Picture = new(640, 360);
    private readonly Random _random = new(7);

    /// <summary>The lines of the table.</summary>
    public IEnumerable<FocusScore> Lines()
    {
        using var flat = new Mat(Picture, MatType.CV_8UC3, new Scalar(214, 216, 219));
        yield return Score("false sharp on flat areas with noise, % of cells", flat, [1, 2, 4], mask: null);

        using var edges = Edges();
        var blurred = new[] { 4.0, 6, 8, 10 }.Select(radius => Defocus(edges, radius)).ToArray();
        try
        {
            yield return Score("false sharp on defocused edges of high contrast, % of cells", blurred);
        }
        finally
        {
            foreach (var picture in blurred)
                picture.Dispose();
        }
        yield return Flicker("flicker on a still scene, % of the range", edges, isFiltered: false);
        yield return Flicker("... of the maps that overlays show, filtered over time", edges, isFiltered: true);
    }

    private FocusScore Score(string line, Mat picture, double[] noises, Mat? mask) => new(line, false,
        [.. Each(m => Windows.Min(w => 100 * noises.Average(noise => Share(m, w, picture, noise, mask))))],
        "0.00");

    private FocusScore Score(string line, Mat[] pictures) => new(line, false,
        [.. Each(m => Windows.Min(w => 100 * pictures.Average(picture =>
        {
            using var mask = TextureMask.Of(picture);
            return Share(m, w, picture, noise: 1, mask);
        })))],
        "0.00");

    private IEnumerable<double?> Each(Func<int, double> score) =>
        measures.Select((measure, m) => measure.ComparesPlaces ? score(m) : (double?)null);

    private static IEnumerable<int> Windows => Enumerable.Range(0, StackScores.Windows.Length);

    private double Share(int measure, int window, Mat picture, double noise, Mat? mask)
    {
        using var noisy = WithNoise(picture, noise);
        using var estimate = measures[measure].Measure(noisy, StackScores.Windows[window]);
        var limit = measures[measure].IsRadius ? Tolerance : limits[measure, window];
        int cells = 0, sharp = 0;
        var (width, height) = (picture.Width, picture.Height);
        for (var y = Cell / 2; y < height; y += Cell)
        {
            for (var x = Cell / 2; x < width; x += Cell)
            {
                if (mask is not null && mask.At<byte>(y, x) == 0)
                    continue;
                cells++;
                var isTrusted = estimate.Confidence is null || estimate.Confidence.At<float>(y, x) > MinConfidence;
                sharp += isTrusted && estimate.Blur.At<float>(y, x) <= limit ? 1 : 0;
            }
        }
        return cells == 0 ? double.NaN : (double)sharp / cells;
    }

    /// <summary>
    /// The change from frame to frame on a still scene, over the range between a sharp and a defocused picture of it: comparable between
    /// measures of different units.
    /// </summary>
    private FocusScore Flicker(string line, Mat sharp, bool isFiltered)
    {
        const int Frames = 12, Settled = 6; // changes count from there on
        const double Noise = 2;
        using var still = Defocus(sharp, 3);
        using var soft = Defocus(sharp, 8);
        using var mask = TextureMask.Of(still);
        double Of(int m, int w)
        {
            using var high = measures[m].Measure(soft, StackScores.Windows[w]);
            using var low = measures[m].Measure(sharp, StackScores.Windows[w]);
            var range = Math.Abs(Cv2.Mean(high.Blur, mask).Val0 - Cv2.Mean(low.Blur, mask).Val0);
            double sum = 0;
            Mat? before = null;
            var steady = new SteadyMap();
            for (var i = 0; i < Frames; i++)
            {
                using var noisy = WithNoise(still, Noise);
                using var estimate = measures[m].Measure(noisy, StackScores.Windows[w]);
                if (isFiltered)
                {
                    steady.Apply(new FrameSize(Picture.Width, Picture.Height), TimeSpan.FromSeconds(i / 30.0),
                        estimate.Blur.AsSpan<float>(), estimate.Confidence!.AsSpan<float>());
                }
                if (before is not null && i >= Settled)
                {
                    using var change = new Mat();
                    Cv2.Absdiff(estimate.Blur, before, change);
                    sum += Cv2.Mean(change, mask).Val0;
                }
                before?.Dispose();
                before = estimate.Blur.Clone();
            }
            before?.Dispose();
            return 100 * sum / (Frames - Settled) / range;
        }

        return new(line, false, [.. Each(m => isFiltered && !measures[m].IsRadius ? double.NaN : Windows.Min(w => Of(m, w)))
            .Select(static value => value is double.NaN ? null : value)], "0.00");
    }

    private Mat WithNoise(Mat picture, double deviation)
    {
        var values = new float[picture.Width * picture.Height * 3];
        for (var i = 0; i < values.Length; i++) // Box and Muller
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble()));
            values[i] = (float)(deviation * radius * Math.Cos(2 * Math.PI * _random.NextDouble()));
        }
        using var noise = Mat.FromPixelData(picture.Height, picture.Width, MatType.CV_32FC3, values);
        using var sum = new Mat();
        picture.ConvertTo(sum, MatType.CV_32FC3);
        Cv2.Add(sum, noise, sum);
        var noisy = new Mat();
        sum.ConvertTo(noisy, MatType.CV_8UC3);
        return noisy;
    }

    /// <summary>A disc over linear light, as a lens defocuses; radius in pixels.</summary>
    private static Mat Defocus(Mat picture, double radius)
    {
        const double Gamma = 2.2;
        var reach = (int)Math.Ceiling(radius);
        using var disc = new Mat((2 * reach) + 1, (2 * reach) + 1, MatType.CV_32FC1, Scalar.All(0));
        const int Fine = 8; // samples along a pixel
        for (var y = -reach; y <= reach; y++)
        {
            for (var x = -reach; x <= reach; x++)
            {
                var inside = 0;
                for (var sample = 0; sample < Fine * Fine; sample++)
                {
                    var (u, v) = (x - 0.5 + (((sample % Fine) + 0.5) / Fine), y - 0.5 + (((sample / Fine) + 0.5) / Fine));
                    inside += (u * u) + (v * v) <= radius * radius ? 1 : 0;
                }
                disc.Set(y + reach, x + reach, (float)inside);
            }
        }
        Cv2.Divide(disc, Scalar.All(Cv2.Sum(disc).Val0), disc);
        using var light = new Mat();
        picture.ConvertTo(light, MatType.CV_32FC3, 1 / 255.0);
        Cv2.Pow(light, Gamma, light);
        Cv2.Filter2D(light, light, -1, disc);
        Cv2.Max(light, 0, light);
        Cv2.Pow(light, 1 / Gamma, light);
        var blurred = new Mat();
        light.ConvertTo(blurred, MatType.CV_8UC3, 255);
        return blurred;
    }

    /// <summary>Bars, discs and letters, black on white and white on black.</summary>
    private static Mat Edges()
    {
        var picture = new Mat(Picture, MatType.CV_8UC3, Scalar.All(235));
        Cv2.Rectangle(picture, new Rect(320, 0, 320, 360), Scalar.All(14), -1);
        for (var i = 0; i < 8; i++)
        {
            Cv2.Rectangle(picture, new Rect(20 + (i * 36), 20, 16, 90), Scalar.All(14), -1);
            Cv2.Circle(picture, new Point(350 + (i * 36), 60), 13, Scalar.All(235), -1, LineTypes.AntiAlias);
            Cv2.Line(picture, new Point(340 + (i * 36), 130), new Point(360 + (i * 36), 210), Scalar.All(235), 7, LineTypes.AntiAlias);
        }
        Cv2.PutText(picture, "FOCUS 0123", new Point(20, 190), HersheyFonts.HersheySimplex, 1.5, Scalar.All(14), 6, LineTypes.AntiAlias);
        Cv2.PutText(picture, "P2IKT LIVE", new Point(340, 310), HersheyFonts.HersheySimplex, 1.5, Scalar.All(235), 6, LineTypes.AntiAlias);
        Cv2.Rectangle(picture, new Rect(30, 230, 260, 100), Scalar.All(14), -1);
        Cv2.Circle(picture, new Point(160, 280), 34, Scalar.All(235), -1, LineTypes.AntiAlias);
        return picture;
    }
}
