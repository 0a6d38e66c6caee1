using System.Globalization;
using OpenCvSharp;
using P2IKT.Live.Evaluation;

namespace P2IKT.Live.Tests.Live;

/// <summary>Classical filters beside the network: one setting for all pictures, and the best for each.</summary>
public sealed class BaselineFilterTests : IDisposable
{
    private readonly PairFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 1.5)]
    public void Try_OnAKnownBlur_HasASettingThatGains(int filter, double gain)
    {
        using var truth = PairFolder.Picture((x, y) => (byte)(x / 7 % 2 * 200), (x, y) => (byte)(y / 9 % 2 * 180), (x, y) => (byte)((x + y) / 11 % 2 * 220));
        using var aperture = Cv2.GetStructuringElement(MorphShapes.Ellipse, new Size(5, 5));
        aperture.ConvertTo(aperture, MatType.CV_32F, 1 / Cv2.Sum(aperture).Val0);
        using var blurred = new Mat();
        Cv2.Filter2D(truth, blurred, -1, aperture, borderType: BorderTypes.Reflect101);

        var trials = ClassicalFilter.All[filter].Try(blurred, truth);

        Assert.Equal(ClassicalFilter.All[filter].Settings, trials.Count);
        Assert.True(trials.Max() > PictureQuality.Psnr(blurred, truth) + gain);
    }

    [Fact]
    public void Try_WienerOnAFlatPicture_GivesItBack()
    {
        // A flat picture shows brightness and borders: every setting must give it back, whatever the transform's padding.
        using var flat = new Mat(61, 83, MatType.CV_8UC3, new Scalar(40, 120, 200));
        Assert.All(new WienerFilter().Try(flat, flat), psnr => Assert.Equal(double.PositiveInfinity, psnr));
    }

    [Fact]
    public void Setting_AfterSeveralPictures_IsTheBestOnAverage()
    {
        var choice = new FilterChoice();
        var (unsharp, wiener) = (new double[ClassicalFilter.All[0].Settings], new double[ClassicalFilter.All[1].Settings]);
        (unsharp[3], unsharp[5], wiener[2]) = (30, 29, 20);
        choice.Add([unsharp, wiener]);
        (unsharp[3], unsharp[5], wiener[2], wiener[4]) = (20, 29, 20, 21);
        choice.Add([unsharp, wiener]);

        Assert.Equal((5, 2, 2), (choice.Setting(0), choice.Setting(1), choice.Pictures));
    }

    [Fact]
    public async Task Eval_WithoutAValidationSet_ChoosesOnThePicturesThemselvesAndSaysSo()
    {
        _folder.WritePair("one");
        var csv = _folder.In("out.csv");

        var (exitCode, output, _) = await _folder.EvalAsync("--csv", csv);

        Assert.Equal(ExitCode.Done, exitCode);
        Assert.Contains("chosen on these pictures (optimistic", output, StringComparison.Ordinal);
        var figures = File.ReadAllLines(csv)[1].Split(',');
        Assert.Equal(figures[5..7], figures[9..11]); // one picture: its best setting is the best for all
    }

    [Fact]
    public async Task Eval_OnDpdd_ChoosesOnItsValidationPart()
    {
        _folder.WritePair("strong", sigma: 3, part: "test_c");
        _folder.WritePair("sharp1", sigma: 0, part: "val_c");
        _folder.WritePair("sharp2", sigma: 0, seed: 4, part: "val_c");
        var csv = _folder.In("out.csv");

        var (exitCode, output, _) = await _folder.EvalAsync("--csv", csv);

        Assert.Equal(ExitCode.Done, exitCode);
        Assert.Contains("chosen on 2 pictures of val_c: strength 0", output, StringComparison.Ordinal); // sharp pictures need none
        Assert.Contains("1 pictures", output, StringComparison.Ordinal);
        var figures = File.ReadAllLines(csv)[1].Split(',').Skip(1).Select(f => f.Length == 0 ? 0 : double.Parse(f, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(figures[0], figures[8]);
        Assert.True(figures[4] > figures[8] + 0.5, "The best for the picture itself stays an upper bound.");
    }

    [Fact]
    public void OpenValidation_OfTheTestPartItself_IsThePartBeside()
    {
        _folder.WritePair("one", part: "test_c");
        _folder.WritePair("two", part: "val_c");

        Assert.Equal(_folder.In("val_c"), PairedDataset.Open(_folder.In("test_c") + Path.DirectorySeparatorChar).OpenValidation()?.Folder);
        Assert.Null(PairedDataset.Open(_folder.In("val_c")).OpenValidation());
    }

    [Fact]
    public async Task Eval_WithAValidationFolder_PrefersItAndCountsItsFailures()
    {
        _folder.WritePair("one", part: "test_c");
        _folder.WritePair("one", part: "val_c");
        _folder.WritePair("mine", sigma: 0, part: "mine");
        _folder.WriteText("mine/source/alone.png");

        var (exitCode, output, errors) = await _folder.EvalAsync("--validation", _folder.In("mine"));

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains("chosen on 1 pictures of mine", output, StringComparison.Ordinal);
        Assert.Contains("alone.png", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eval_WithAValidationFolderOfNothing_IsNotAvailable()
    {
        _folder.WritePair("one");
        Assert.Equal(ExitCode.SourceNotAvailable, (await _folder.EvalAsync("--validation", _folder.In("nowhere"))).ExitCode);
    }
}
