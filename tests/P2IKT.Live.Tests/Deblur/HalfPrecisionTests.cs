using OpenCvSharp;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Deblur;

/// <summary>
/// What training/half_precision.py makes runs, and gives what single precision gives: the whole graph, on ONNX Runtime's CPU provider.
/// </summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class HalfPrecisionTests(HalfPrecisionModels models) : IClassFixture<HalfPrecisionModels>
{
    [Fact]
    public void Run_TheShippedModelHalved_GivesNearlyTheSamePictureAndRadius()
    {
        Assert.SkipUnless(models.Absent is null, models.Absent ?? "");
        using var picture = Cv2.ImRead(Path.Combine(AppContext.BaseDirectory, "Deblur", "Parity", "frame.png"));

        // 1, 0.022 and 0.006 measured.
        Compare(picture, Models.Live, ModelFile.Load(models["live.fp16.onnx"]), largest: 2, mean: 0.05, radius: 0.02f);
    }

    [Fact]
    public void Run_ThePapersNetworkHalved_GivesNearlyTheSamePictureAndRadius()
    {
        Assert.SkipUnless(models.Absent is null, models.Absent ?? "");
        using var picture = new Mat(96, 96, MatType.CV_8UC3);
        Cv2.ImRead(Path.Combine(AppContext.BaseDirectory, "Deblur", "Parity", "frame.png"))[0, 96, 0, 96].CopyTo(picture);

        Compare(picture, ModelFile.Load(models["paper.onnx"]), ModelFile.Load(models["paper.fp16.onnx"]), largest: 2, mean: 0.05, radius: 0.01f); // 1, 0.013 and 0.001 measured
    }

    private static void Compare(Mat picture, Model single, Model half, int largest, double mean, float radius)
    {
        var (sharp, blur) = Run(picture, single);
        var (halfSharp, halfBlur) = Run(picture, half);

        Assert.Equal(single.Name + "-fp16", half.Name);
        Assert.True(Models.LargestDifference(sharp, picture.AsSpan<byte>()) > 10, "A network that changes nothing would prove nothing.");
        Assert.All(halfBlur, value => Assert.True(float.IsFinite(value)));
        var (ofPicture, onAverage, ofRadius) = (Models.LargestDifference(sharp, halfSharp), MeanDifference(sharp, halfSharp), Models.LargestDifference(blur, halfBlur));
        Assert.True(ofPicture <= largest && onAverage <= mean && ofRadius <= radius,
            $"The picture differs by {ofPicture} levels at most and {onAverage} on average, the radius by {ofRadius} px.");
    }

    private static (byte[] Sharp, float[] Blur) Run(Mat picture, Model model)
    {
        using var session = DeblurSessions.Create(model, new FrameSize(picture.Width, picture.Height),
            new DeblurOptions { Provider = ExecutionProvider.Cpu, WholeGraph = true });
        using var frame = new SingleFrame(session);
        picture.AsSpan<byte>().CopyTo(frame.Source.Draft);
        frame.Source.Publish(0, 0);
        session.Run(frame.Source, frame.Sharp, frame.Blur);
        return (frame.Sharp.Pixels.ToArray(), frame.Blur.Values.ToArray());
    }

    private static double MeanDifference(byte[] a, byte[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Average();
}
