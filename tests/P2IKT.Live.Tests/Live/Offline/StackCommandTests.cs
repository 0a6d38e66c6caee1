using OpenCvSharp;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Commands;

namespace P2IKT.Live.Tests.Live.Offline;

/// <summary>The command <c>p2ikt-live stack</c>: its result, and what it refuses.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class StackCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-stack-").FullName;
    private readonly string _stack;

    public StackCommandTests()
    {
        OpenCvRuntime.Prepare();
        _stack = Directory.CreateDirectory(Path.Combine(_folder, "stack")).FullName;
        using var texture = new Mat(160, 240, MatType.CV_8UC3);
        Cv2.Randu(texture, Scalar.All(40), Scalar.All(216));
        using var sharp = texture.GaussianBlur(new Size(0, 0), 0.7);
        using var soft = sharp.GaussianBlur(new Size(0, 0), 3);
        Save("IMG_9.png", left: sharp, right: soft);
        Save("IMG_10.png", left: soft, right: sharp);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stack_OfAFolder_IsSharpInBothHalves_WithItsDepth(bool ofSources)
    {
        var output = Path.Combine(_folder, "result.png");
        var (code, text, errors) = await RunAsync(["stack", _stack, "-o", output, .. ofSources ? (string[])["--sources"] : []]);
        Assert.True(code == ExitCode.Done, errors);
        Assert.Contains("2 of 2  IMG_10.png", text, StringComparison.Ordinal); // in the order in which a photographer counts
        using var result = Cv2.ImRead(output);
        using var first = Cv2.ImRead(Path.Combine(_stack, "IMG_9.png"));
        using var second = Cv2.ImRead(Path.Combine(_stack, "IMG_10.png"));
        Assert.True(Contrast(result, 0) > 0.9 * Contrast(first, 0) && Contrast(result, 140) > 0.9 * Contrast(second, 140), "A half is soft.");
        using var depth = Cv2.ImRead(Path.Combine(_folder, "result.depth.png"), ImreadModes.Unchanged);
        Assert.True(depth.At<ushort>(10, 5) < depth.At<ushort>(10, 25), "The left half was in focus first.");
        Assert.True(File.Exists(Path.Combine(_folder, "result.json")));
        Assert.Equal(ExitCode.Done, (await RunAsync(["stack", _stack, "-o", output])).Code); // ours is replaced
    }

    [Theory]
    [InlineData(ExitCode.WrongUsage, "ends with .png", "{stack}", "-o", "{folder}/result.gif")]
    [InlineData(ExitCode.WrongUsage, "two at least", "{stack}/IMG_9.png", "-o", "{folder}/result.png")]
    [InlineData(ExitCode.WrongUsage, "two at least", "{stack}/IMG_9.png", "{stack}/../stack/IMG_9.png", "-o", "{folder}/result.png")]
    [InlineData(ExitCode.WrongUsage, "one folder", "{stack}", "{stack}/IMG_9.png", "-o", "{folder}/result.png")]
    [InlineData(ExitCode.WrongUsage, "is not a picture", "{stack}/IMG_9.png", "{folder}/text.txt", "-o", "{folder}/result.png")]
    [InlineData(ExitCode.SourceNotAvailable, "no file or folder", "{folder}/none", "-o", "{folder}/result.png")]
    [InlineData(ExitCode.Failed, "pictures of one size", "{stack}/IMG_9.png", "{folder}/small.png", "-o", "{folder}/result.png")]
    [InlineData(ExitCode.Failed, "IMG_11.jpg", "{stack}/IMG_9.png", "{folder}/IMG_11.jpg", "-o", "{folder}/result.png")]
    [InlineData(ExitCode.Failed, "not a result of ours", "{stack}", "-o", "{folder}/small.png")]
    [InlineData(ExitCode.WrongUsage, "take the place of", "{stack}", "-o", "{stack}/IMG_9.png", "--overwrite")]
    [InlineData(ExitCode.WrongUsage, "take the place of", "{stack}/IMG_9.png", "{stack}/IMG_10.png", "{folder}/small.png", "-o", "{stack}/IMG_9.png", "--overwrite")]
    [InlineData(ExitCode.Failed, "cannot be written", "{stack}", "-o", "{folder}/text.txt/result.png")]
    public async Task WhatIsNotAStack_IsRefusedInOneSentence(int code, string reason, params string[] arguments)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "text.txt"), "text", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_folder, "IMG_11.jpg"), "no picture", TestContext.Current.CancellationToken);
        using (var small = new Mat(64, 64, MatType.CV_8UC3, Scalar.All(90)))
            small.SaveImage(Path.Combine(_folder, "small.png"));
        var run = await RunAsync(["stack", .. arguments.Select(one => one.Replace("{stack}", _stack, StringComparison.Ordinal).Replace("{folder}", _folder, StringComparison.Ordinal))]);
        Assert.Equal(code, run.Code);
        Assert.Contains(reason, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("1 of ", run.Output, StringComparison.Ordinal); // before the network has worked
        Assert.Single(run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.False(File.Exists(Path.Combine(_folder, "result.png")));
    }

    [Fact]
    public async Task APictureInWhichTheSceneHasMoved_IsLeftOut_AndTheCommandSaysSo()
    {
        using (var other = Cv2.ImRead(Path.Combine(_stack, "IMG_10.png")))
        {
            Cv2.Rectangle(other, new Rect(0, 0, 120, 160), Scalar.All(250), -1); // somebody stands in it
            other.SaveImage(Path.Combine(_stack, "IMG_11.png"));
        }
        var (code, text, errors) = await RunAsync(["stack", _stack, "-o", Path.Combine(_folder, "result.png")]);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("IMG_11.png  left out", text, StringComparison.Ordinal);
        Assert.Contains("tripod", errors, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder, "result.png")));
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await CommandLine.RunAsync(arguments, output, errors);
        return (code, output.ToString(), errors.ToString());
    }

    private static double Contrast(Mat picture, int from)
    {
        using var part = picture[8, 152, from, from + 100];
        using var grey = part.CvtColor(ColorConversionCodes.BGR2GRAY);
        using var laplacian = grey.Laplacian(MatType.CV_32F);
        using var size = Cv2.Abs(laplacian).ToMat();
        return size.Mean().Val0;
    }

    private void Save(string name, Mat left, Mat right)
    {
        using var picture = right.Clone();
        using (var half = picture[0, picture.Rows, 0, picture.Cols / 2])
            left[0, left.Rows, 0, left.Cols / 2].CopyTo(half);
        picture.SaveImage(Path.Combine(_stack, name));
    }
}
