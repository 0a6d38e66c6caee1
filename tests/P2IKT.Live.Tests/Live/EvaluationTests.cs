using OpenCvSharp;
using P2IKT.Live.Capture;
using P2IKT.Live.Commands;
using P2IKT.Live.Evaluation;

namespace P2IKT.Live.Tests.Live;

public sealed class EvaluationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("p2ikt-eval-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void PsnrAndSsim_OfTwoPictures_AreThoseOfScikitImage()
    {
        // skimage.metrics 0.19.3 on the same arrays: structural_similarity(a, b, channel_axis=2), peak_signal_noise_ratio(a, b).
        using var a = Picture((x, y) => (byte)(x * 3 + y), (x, y) => (byte)(x * y), (x, y) => (byte)(200 - x - y));
        using var b = Picture((x, y) => (byte)(x * 3 + y + x / 5 % 2 * 9), (x, y) => (byte)(x * y + 7), (x, y) => (byte)(190 - x - y + y / 3 % 3 * 4));

        Assert.Equal(18.910391975100133, PictureQuality.Psnr(a, b), 1e-9);
        Assert.Equal(0.8614530262164815, PictureQuality.Ssim(a, b), 1e-6);
        Assert.Equal(1, PictureQuality.Ssim(a, a), 1e-12);
    }

    [Fact]
    public void Psnr_OfPicturesOfTwoSizes_IsRefused()
    {
        using var a = new Mat(8, 8, MatType.CV_8UC3);
        using var b = new Mat(8, 9, MatType.CV_8UC3);
        Assert.Throws<ArgumentException>(() => PictureQuality.Psnr(a, b));
    }

    [Theory]
    [InlineData(new float[] { 1, 2, 3, 4 }, new float[] { 10, 20, 30, 99 }, 1)]
    [InlineData(new float[] { 1, 2, 3, 4 }, new float[] { 4, 3, 2, 1 }, -1)]
    [InlineData(new float[] { 1, 1, 2, 2 }, new float[] { 1, 2, 1, 2 }, 0)]
    [InlineData(new float[] { 5, 5, 5, 5 }, new float[] { 1, 2, 3, 4 }, 0)]
    [InlineData(new float[] { 1, 2, 2, 3 }, new float[] { 1, 2, 3, 4 }, 0.9486833)] // ranks 0 1.5 1.5 3: sqrt(0.9)
    public void RankCorrelation_OfRanksWithTies_IsSpearmans(float[] said, float[] truth, double expected) =>
        Assert.Equal(expected, BlurAgreement.RankCorrelation(said, truth), 1e-6);

    [Fact]
    public void ClassicalFilters_OnAKnownBlur_GainWithTheTruthKnown()
    {
        using var truth = Picture((x, y) => (byte)(x / 7 % 2 * 200), (x, y) => (byte)(y / 9 % 2 * 180), (x, y) => (byte)((x + y) / 11 % 2 * 220));
        using var aperture = Cv2.GetStructuringElement(MorphShapes.Ellipse, new Size(5, 5));
        aperture.ConvertTo(aperture, MatType.CV_32F, 1 / Cv2.Sum(aperture).Val0);
        using var blurred = new Mat();
        Cv2.Filter2D(truth, blurred, -1, aperture, borderType: BorderTypes.Reflect101);
        var input = PictureQuality.Psnr(blurred, truth);

        Assert.True(ClassicalFilters.BestUnsharpPsnr(blurred, truth) > input + 0.5);
        Assert.True(ClassicalFilters.BestWienerPsnr(blurred, truth) > input + 1.5);
    }

    [Theory]
    [InlineData("")]
    [InlineData("test_c")]
    public async Task Eval_OnAFolderOfPairs_WritesTableAndCsv(string inner)
    {
        WritePairs(Path.Combine(_folder.FullName, inner), broken: false);
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var csv = Path.Combine(_folder.FullName, "out.csv");

        Assert.Equal(ExitCode.Done, await CommandLine.RunAsync(["eval", _folder.FullName, "--csv", csv], output, errors));

        Assert.Equal("", errors.ToString());
        Assert.Contains("2 pictures", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("p2ikt-live", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("blur map: rank correlation", output.ToString(), StringComparison.Ordinal);
        var lines = File.ReadAllLines(csv);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("one,", lines[1], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.Equal(8, line.Count(c => c == ',')));
    }

    [Fact]
    public async Task Eval_WithABrokenPicture_MeasuresTheRestAndFails()
    {
        WritePairs(_folder.FullName, broken: true);
        using var output = new StringWriter();
        using var errors = new StringWriter();

        Assert.Equal(ExitCode.Failed, await CommandLine.RunAsync(["eval", _folder.FullName], output, errors));
        Assert.Contains("broken.png", errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("2 pictures", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AFolderWithoutPairs_SaysWhatIsMissing()
    {
        Assert.Equal(CaptureFault.NotAvailable, Assert.Throws<CaptureException>(() => PairedDataset.Open(_folder.FullName)).Kind);
        Assert.Throws<CaptureException>(() => PairedDataset.Open(Path.Combine(_folder.FullName, "nowhere")));
    }

    private static void WritePairs(string folder, bool broken)
    {
        foreach (var part in (string[])["source", "target", "blur"])
            Directory.CreateDirectory(Path.Combine(folder, part));
        foreach (var (name, seed) in ((string, int)[])[("one", 1), ("two", 5)])
        {
            using var truth = Picture((x, y) => (byte)(x / (3 + seed) % 2 * 200), (x, y) => (byte)(y * seed), (x, y) => (byte)(x + y));
            using var blurred = new Mat();
            Cv2.GaussianBlur(truth, blurred, default, 1.5);
            using var radius = new Mat(truth.Size(), MatType.CV_16UC1);
            Cv2.Randu(radius, new Scalar(2 * 256), new Scalar(4 * 256));
            Cv2.ImWrite(Path.Combine(folder, "source", name + ".png"), blurred);
            Cv2.ImWrite(Path.Combine(folder, "target", name + ".jpg"), truth);
            Cv2.ImWrite(Path.Combine(folder, "blur", name + ".png"), radius);
        }
        File.WriteAllText(Path.Combine(folder, "source", "unpaired.png"), "no partner, no matter");
        if (!broken)
            return;
        File.WriteAllText(Path.Combine(folder, "source", "broken.png"), "not a picture");
        File.WriteAllText(Path.Combine(folder, "target", "broken.png"), "not a picture");
    }

    private static Mat Picture(Func<int, int, byte> blue, Func<int, int, byte> green, Func<int, int, byte> red)
    {
        var picture = new Mat(60, 80, MatType.CV_8UC3);
        for (var y = 0; y < 60; y++)
        {
            for (var x = 0; x < 80; x++)
                picture.Set(y, x, new Vec3b(blue(x, y), green(x, y), red(x, y)));
        }
        return picture;
    }
}
