using OpenCvSharp;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Deblur;
using P2IKT.Live.Evaluation.Focus;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Evaluation;

/// <summary>The scores of focus meters, on stacks whose sharpest picture is known.</summary>
public sealed class FocusEvaluationTests : IDisposable
{
    private const int Pictures = 5;
    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-stacks-").FullName;

    public FocusEvaluationTests()
    {
        OpenCvRuntime.Prepare();
        Directory.CreateDirectory(Path.Combine(_folder, "source"));
        Directory.CreateDirectory(Path.Combine(_folder, "target"));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void MeasureFolder_OfStacks_FindsTheSharpestPicture()
    {
        WriteStack("cups-", sharpest: 1);
        WriteStack("book", sharpest: 3);
        using var evaluation = new FocusEvaluation([], new DeblurOptions());
        List<string> scenes = [];
        var scores = evaluation.MeasureFolder(_folder, scenes.Add, Cancel);

        Assert.Equal(["book", "cups-"], scenes);
        var exact = scores[0];
        Assert.Contains("exactly right", exact.Line, StringComparison.Ordinal);
        Assert.Equal(evaluation.Names.Count, exact.Values.Count);
        Assert.All(exact.Values, static value => Assert.InRange(value!.Value, 90, 100));
    }

    [Fact]
    public void MeasureFolder_WithSidecarsAndABrokenPicture_MeasuresTheOtherStacks()
    {
        WriteStack("book", sharpest: 3);
        WriteStack("cups", sharpest: 1);
        foreach (var sidecar in (string[])["source/book_f0.xmp", "source/book_f1.xmp", "source/book_f2.xmp", "target/book.json", "source/book_f\u0663.png"])
            File.WriteAllText(Path.Combine(_folder, sidecar), "no picture"); // the last with a digit that is none of a position
        File.WriteAllText(Path.Combine(_folder, "source", "cups_f2.png"), "no picture");
        List<string> broken = [];
        using var evaluation = new FocusEvaluation([], new DeblurOptions()) { Broken = fault => broken.Add(fault.Message) };

        Assert.Contains("exactly right", evaluation.MeasureFolder(_folder, static _ => { }, Cancel)[0].Line, StringComparison.Ordinal);
        Assert.Contains("cups_f2.png is not a readable picture", Assert.Single(broken), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder, "source", "book_f2.png"), "no picture");
        Assert.Contains("No scene of", Assert.Throws<CaptureException>(() => evaluation.MeasureFolder(_folder, static _ => { }, Cancel)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MeasureFolder_OfStacksInAnotherOrder_NoticesIt() // the score is not one that everything gets
    {
        WriteStack("cups", sharpest: 1);
        using (var soft = Blurred(Texture(), 9))
        {
            for (var i = 0; i < Pictures; i++)
                soft.SaveImage(Path.Combine(_folder, "target", "cups.png"));
        }
        using var evaluation = new FocusEvaluation([], new DeblurOptions());
        var exact = evaluation.MeasureFolder(_folder, static _ => { }, Cancel)[0];

        Assert.All(exact.Values, static value => Assert.InRange(value!.Value, 0, 20));
    }

    [Fact]
    public void MeasureFolder_OfScenesNearAndFar_DecidesWhichIsInFocus()
    {
        using var sharp = Texture();
        using var soft = Blurred(sharp, 9);
        Mix(sharp, soft, Path.Combine(_folder, "source", "cupsA.png"));
        Mix(soft, sharp, Path.Combine(_folder, "source", "cupsB.png"));
        sharp.SaveImage(Path.Combine(_folder, "target", "cupsA.png"));
        sharp.SaveImage(Path.Combine(_folder, "target", "cupsB.png"));
        using var evaluation = new FocusEvaluation([], new DeblurOptions());
        var right = evaluation.MeasureFolder(_folder, static _ => { }, Cancel)[0];

        Assert.Contains("near or far", right.Line, StringComparison.Ordinal);
        Assert.All(right.Values, static value => Assert.InRange(value!.Value, 95, 100));
    }

    [Fact]
    public void MeasureFolder_WithoutStacksOrScenes_SaysWhatItNeeds()
    {
        using var picture = Texture();
        picture.SaveImage(Path.Combine(_folder, "source", "one.png"));
        picture.SaveImage(Path.Combine(_folder, "target", "one.png"));
        using var evaluation = new FocusEvaluation([], new DeblurOptions());
        var refused = Assert.Throws<CaptureException>(() => evaluation.MeasureFolder(_folder, static _ => { }, Cancel));

        Assert.Equal(FaultKind.NotAvailable, refused.Kind);
        Assert.Contains("SCENE_f0", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MeasureFolder_OfAStackOfSeveralSizes_NamesTheStack()
    {
        WriteStack("cups", sharpest: 1);
        using var small = new Mat(40, 40, MatType.CV_8UC3, Scalar.All(90));
        small.SaveImage(Path.Combine(_folder, "source", "cups_f2.png"));
        using var evaluation = new FocusEvaluation([], new DeblurOptions());

        Assert.Contains("cups", Assert.Throws<CaptureException>(() => evaluation.MeasureFolder(_folder, static _ => { }, Cancel)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void WriteStack(string scene, int sharpest)
    {
        using var sharp = Texture();
        sharp.SaveImage(Path.Combine(_folder, "target", $"{scene}.png"));
        for (var i = 0; i < Pictures; i++)
        {
            using var picture = Blurred(sharp, 1 + (4 * Math.Abs(i - sharpest)));
            picture.SaveImage(Path.Combine(_folder, "source", $"{scene}_f{i}.png"));
        }
    }

    private static Mat Texture()
    {
        var random = new Random(4);
        var picture = new Mat(128, 160, MatType.CV_8UC3, Scalar.All(110));
        for (var i = 0; i < 400; i++)
            Cv2.Rectangle(picture, new Rect(random.Next(150), random.Next(120), 3 + random.Next(9), 3 + random.Next(9)), Scalar.All(random.Next(256)), -1);
        return picture;
    }

    /// <summary>Blurred by a box of this odd side, in pixels; 1 leaves it as it is.</summary>
    private static Mat Blurred(Mat picture, int side)
    {
        var blurred = new Mat();
        Cv2.Blur(picture, blurred, new Size(side, side));
        return blurred;
    }

    private static void Mix(Mat left, Mat right, string file)
    {
        using var mixed = left.Clone();
        var half = new Rect(mixed.Width / 2, 0, mixed.Width / 2, mixed.Height);
        using (var from = new Mat(right, half))
        using (var to = new Mat(mixed, half))
            from.CopyTo(to);
        mixed.SaveImage(file);
    }
}
