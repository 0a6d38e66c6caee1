using OpenCvSharp;
using P2IKT.Live.Tests.Deblur;

namespace P2IKT.Live.Tests.Live;

[Trait(TestKind.Name, TestKind.Component)]
public sealed class EvaluationTests : IDisposable
{
    private readonly PairFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Eval_OnAFolderOfPairs_WritesTableAndCsv()
    {
        _folder.WritePair("one");
        _folder.WritePair("two, too", seed: 5);
        _folder.WriteBlur("blur/one.png");
        _folder.WriteBlur("blur/two, too.png");
        var csv = _folder.In("out.csv");

        var (exitCode, output, errors) = await _folder.EvalAsync("--csv", csv);

        Assert.Equal((ExitCode.Done, ""), (exitCode, errors));
        Assert.Contains("2 pictures, 80x60, 8 bit", output, StringComparison.Ordinal);
        Assert.Contains("p2ikt-live", output, StringComparison.Ordinal);
        Assert.Contains("blur map: rank correlation", output, StringComparison.Ordinal);
        var lines = File.ReadAllLines(csv);
        Assert.Equal("picture,input_psnr,input_ssim,psnr,ssim,unsharp_psnr,wiener_psnr,blur_rank_correlation,blur_mean_error,unsharp_chosen_psnr,wiener_chosen_psnr", lines[0]);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("one,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("\"two, too\",", lines[2], StringComparison.Ordinal);
        Assert.Equal(10, lines[1].Count(c => c == ','));
    }

    [Fact]
    public async Task Eval_WithAPipeAmongThePictures_NamesItAndMeasuresTheRest()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Makes a named pipe.");
        _folder.WritePair("one");
        _folder.WritePair("two");
        File.Delete(_folder.In("source/two.png"));
        using (var made = System.Diagnostics.Process.Start("mkfifo", [_folder.In("source/two.png")]))
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);

        var (exitCode, output, errors) = await _folder.EvalAsync().WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains("two.png", errors, StringComparison.Ordinal);
        Assert.Contains("1 picture", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eval_OfAModelWhoseRadiusIsUntrained_LeavesTheBlurMapOutAndSaysSo()
    {
        _folder.WritePair("one");
        _folder.WriteBlur("blur/one.png");
        // Fields of a protobuf message may be appended: metadata_props (14) with a key (1) and a value (2).
        byte[] entry = [0x72, 23, 0x0A, 10, .. "p2ikt.blur"u8, 0x12, 9, .. "untrained"u8];
        File.WriteAllBytes(_folder.In("imported.onnx"), [.. File.ReadAllBytes(Models.Live.Path), .. entry]);
        var csv = _folder.In("out.csv");

        var (exitCode, output, _) = await _folder.EvalAsync("--model", _folder.In("imported.onnx"), "--csv", csv);

        Assert.Equal(ExitCode.Done, exitCode);
        Assert.Contains("blur map: not measured", output, StringComparison.Ordinal);
        Assert.DoesNotContain("rank correlation", output, StringComparison.Ordinal);
        Assert.Equal(["", ""], File.ReadAllLines(csv)[1].Split(',')[7..9]);
    }

    [Fact]
    public async Task Eval_WithBrokenPictures_NamesThemMeasuresTheRestAndFails()
    {
        _folder.WritePair("good");
        _folder.WriteText("source/unreadable.png");
        _folder.Write("target/unreadable.png");
        _folder.Write("source/other size.png", size: new Size(81, 60));
        _folder.Write("target/other size.png");
        _folder.Write("source/tiny.png", size: new Size(6, 20));
        _folder.Write("target/tiny.png", size: new Size(6, 20));
        _folder.WritePair("bad map");
        _folder.Write("blur/bad map.png");

        var (exitCode, output, errors) = await _folder.EvalAsync();

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains("1 pictures", output, StringComparison.Ordinal);
        foreach (var file in (string[])["source/unreadable.png", "source/other size.png", "source/tiny.png", "blur/bad map.png"])
            Assert.Contains(_folder.In(file), errors, StringComparison.Ordinal);
        Assert.Equal(4, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("source", ".jpg")]
    [InlineData("target", ".jpg")]
    [InlineData("source", ".tif")]
    public async Task Eval_OfAPictureThatIsCutShort_MeasuresNoneOfIt(string side, string ending)
    {
        _folder.WritePair("good");
        foreach (var folder in (string[])["source", "target"])
            _folder.Write($"{folder}/cut{ending}", size: new Size(400, 300));
        var cut = _folder.In(side, "cut" + ending);
        File.WriteAllBytes(cut, File.ReadAllBytes(cut)[..^2000]);

        var (exitCode, output, errors) = await _folder.EvalAsync();

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains("1 pictures", output, StringComparison.Ordinal);
        Assert.Equal($"p2ikt-live: {cut} is cut short: copy it again.\n", errors);
    }

    [Theory]
    [InlineData("target/one.png")]
    [InlineData("notes.txt")]
    public async Task Eval_WhoseTableWouldTakeThePlaceOfAnotherFile_LeavesThatAsItIs(string taken)
    {
        _folder.WritePair("one");
        if (!File.Exists(_folder.In(taken)))
            _folder.WriteText(taken);
        var before = File.ReadAllBytes(_folder.In(taken));

        var (exitCode, _, errors) = await _folder.EvalAsync("--csv", _folder.In(taken));

        Assert.Equal(ExitCode.WrongUsage, exitCode);
        Assert.Contains($"The file {_folder.In(taken)} is there", errors, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_folder.In(taken)));
    }

    [Fact]
    public async Task Eval_WhoseTableIsThere_WritesItAnew()
    {
        _folder.WritePair("one");
        var csv = _folder.In("out.csv");
        for (var run = 0; run < 2; run++)
            Assert.Equal(ExitCode.Done, (await _folder.EvalAsync("--csv", csv)).ExitCode);
        Assert.Equal(2, File.ReadAllLines(csv).Length);
    }

    [Fact]
    public async Task Eval_WithUnpairedPictures_NamesTenCountsTheRestMeasuresPairsAndFails()
    {
        _folder.WritePair("good");
        _folder.WriteText("target/lonely.png");
        for (var i = 0; i < 12; i++)
            _folder.WriteText($"source/alone{i:00}.png");

        var (exitCode, output, errors) = await _folder.EvalAsync();

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains("1 pictures", output, StringComparison.Ordinal);
        Assert.Contains("alone09.png and 2 more.", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("alone10.png", errors, StringComparison.Ordinal);
        Assert.Contains($"No source for {_folder.In("target", "lonely.png")}.", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eval_WhereNothingCanBeMeasured_Fails()
    {
        _folder.WriteText("source/one.png");
        _folder.WriteText("target/one.png");

        var (exitCode, output, errors) = await _folder.EvalAsync();

        Assert.Equal((ExitCode.Failed, ""), (exitCode, output));
        Assert.Contains("one.png is not a readable picture", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("source")]
    [InlineData("target")]
    public async Task Eval_OnAnEmptyFolder_NamesItAndIsNotAvailable(string empty)
    {
        _folder.WritePair("one");
        File.Delete(_folder.In(empty, "one.png"));

        var (exitCode, _, errors) = await _folder.EvalAsync();

        Assert.Equal(ExitCode.SourceNotAvailable, exitCode);
        Assert.Contains($"{_folder.In(empty)} holds no pictures.", errors, StringComparison.Ordinal);
    }
}
