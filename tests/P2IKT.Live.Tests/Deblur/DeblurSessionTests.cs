using OpenCvSharp;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Frames;
using P2IKT.Live.Tests.Capture;

namespace P2IKT.Live.Tests.Deblur;

[Trait(TestKind.Name, TestKind.Component)]
public sealed class DeblurSessionTests : FrameTest
{
    private static readonly FrameSize Small = new(160, 96);

    [Theory]
    [InlineData("p2ikt-live", false)]
    [InlineData("p2ikt-live", true)]
    [InlineData("p2ikt-live-hq", false)]
    [InlineData("p2ikt-live-hq", true)]
    [InlineData("p2ikt-live-xl", false)]
    [InlineData("p2ikt-live-xl", true)]
    [InlineData("bands", false)]
    [InlineData("bands", true)]
    [InlineData("refined", false)]
    [InlineData("refined", true)]
    public void Run_OnTheParityFrame_GivesWhatPyTorchGives(string model, bool wholeGraph)
    {
        var folder = Models.Parity;
        using var picture = Cv2.ImRead(Path.Combine(folder, "frame.png"));
        using var expected = Cv2.ImRead(Path.Combine(folder, model + ".png"));
        var radii = File.ReadAllBytes(Path.Combine(folder, model + ".f32"));
        var size = new FrameSize(picture.Width, picture.Height);
        var (sharp, blur) = Deblur(size, wholeGraph, frame => picture.AsSpan<byte>().CopyTo(frame.Draft), model);

        Assert.True(Models.LargestDifference(sharp, expected.AsSpan<byte>()) <= 1);
        Assert.True(Models.LargestDifference(blur, System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(radii)) <= 0.01f);
        Assert.True(Models.LargestDifference(sharp, picture.AsSpan<byte>()) > 10, "A network that changes nothing would prove nothing.");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 300)]
    [InlineData(17, 33)]
    [InlineData(203, 141)]
    [InlineData(640, 360)]
    [InlineData(1, 1, "p2ikt-live-hq")]
    [InlineData(2, 300, "p2ikt-live-hq")]
    [InlineData(203, 141, "p2ikt-live-hq")]
    [InlineData(640, 360, "p2ikt-live-hq")]
    [InlineData(1, 1, "bands")]
    [InlineData(2, 300, "bands")]
    [InlineData(203, 141, "bands")]
    [InlineData(640, 360, "bands")]
    [InlineData(1, 1, "refined")]
    [InlineData(2, 300, "refined")]
    [InlineData(203, 141, "refined")]
    [InlineData(640, 360, "refined")]
    public void Run_OnAnySize_FusedEqualsWholeGraph(int width, int height, string model = "p2ikt-live")
    {
        var size = new FrameSize(width, height);
        var (fused, fusedBlur) = Deblur(size, wholeGraph: false, frame => Models.Paint(frame, 3), model);
        var (whole, wholeBlur) = Deblur(size, wholeGraph: true, frame => Models.Paint(frame, 3), model);

        Assert.True(Models.LargestDifference(fused, whole) <= 1);
        Assert.True(Models.LargestDifference(fusedBlur, wholeBlur) <= 0.01f);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_OnTwoFrames_GivesTwoResults(bool wholeGraph)
    {
        using var session = Models.Session(Small, wholeGraph);
        var first = Run(session, frame => Models.Paint(frame, 1));
        var second = Run(session, frame => Models.Paint(frame, 2));
        var again = Run(session, frame => Models.Paint(frame, 1));

        Assert.True(Models.LargestDifference(first.Sharp, second.Sharp) > 10);
        Assert.Equal(first.Sharp, again.Sharp);
        Assert.Equal(first.Blur, again.Blur);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Run_OnADefocusedPicture_BringsItNearerToTheSharpOneAndTellsTheRadius(int radius)
    {
        using var sharp = DeadLeaves(new Size(320, 240));
        using var aperture = Cv2.GetStructuringElement(MorphShapes.Ellipse, new Size(2 * radius + 1, 2 * radius + 1));
        aperture.ConvertTo(aperture, MatType.CV_32F, 1 / Cv2.Sum(aperture).Val0);
        using var light = new Mat(); // a lens blurs light, not grey levels
        sharp.ConvertTo(light, MatType.CV_32F, 1 / 255.0);
        Cv2.Pow(light, 2.2, light);
        Cv2.Filter2D(light, light, -1, aperture);
        Cv2.Pow(light, 1 / 2.2, light);
        using var blurred = new Mat();
        light.ConvertTo(blurred, MatType.CV_8U, 255);
        var (result, blur) = Deblur(new FrameSize(sharp.Width, sharp.Height), wholeGraph: false, frame => blurred.AsSpan<byte>().CopyTo(frame.Draft));

        Assert.True(Error(result, sharp) < 0.98 * Error(blurred.AsSpan<byte>(), sharp));
        Assert.InRange(blur.Order().ElementAt(blur.Length / 2), 0.7f * radius, 1.5f * radius);
    }

    [Fact]
    public void Run_OnAFrameOfAnotherSize_IsRefused()
    {
        using var session = Models.Session(Small);
        using var frame = Published(Pool(8, 8));
        using var sharp = Draft(Pool(Small.Width, Small.Height));
        using var blur = Draft(Pool(session.BlurSize.Width, session.BlurSize.Height, 1, PixelFormat.Float32));

        Assert.Throws<ArgumentException>(() => session.Run(frame, sharp, blur));
    }

    [Fact]
    public void Run_IntoAPublishedFrame_IsRefused()
    {
        using var session = Models.Session(Small);
        var pool = Pool(Small.Width, Small.Height, 2);
        using var frame = Published(pool);
        using var taken = Published(pool);
        using var blur = Draft(Pool(session.BlurSize.Width, session.BlurSize.Height, 1, PixelFormat.Float32));

        Assert.Throws<InvalidOperationException>(() => session.Run(frame, taken, blur));
    }

    [Theory]
    [InlineData(false, 100)]
    [InlineData(true, 600)] // three bound tensors a frame; the CPU path binds once
    public void Run_InSteadyState_AllocatesNextToNothing(bool wholeGraph, int budget)
    {
        using var session = Models.Session(Small, wholeGraph);
        using var frame = Draft(Pool(Small.Width, Small.Height));
        Models.Paint(frame, 1);
        frame.Publish(0, 0);
        using var sharp = Draft(Pool(Small.Width, Small.Height));
        using var blur = Draft(Pool(session.BlurSize.Width, session.BlurSize.Height, 1, PixelFormat.Float32));
        session.Run(frame, sharp, blur);

        Assert.InRange(Allocations.LowestOf(() => session.Run(frame, sharp, blur)), 0, budget);
    }

    /// <summary>Discs over discs, sizes by a power law: the simplest picture with the statistics of photographs.</summary>
    private static Mat DeadLeaves(Size size)
    {
        using var large = new Mat(2 * size.Height, 2 * size.Width, MatType.CV_8UC3, new Scalar(120, 120, 120));
        var random = new Random(4);
        for (var i = 0; i < 6000; i++)
        {
            var at = new Point(random.Next(large.Width), random.Next(large.Height));
            var colour = new Scalar(random.Next(20, 236), random.Next(20, 236), random.Next(20, 236));
            Cv2.Circle(large, at, (int)Math.Min(120, 4 / Math.Sqrt(1 - 0.999 * random.NextDouble())), colour, -1, LineTypes.AntiAlias);
        }
        var small = new Mat();
        Cv2.Resize(large, small, size, 0, 0, InterpolationFlags.Area);
        return small;
    }

    private static double Error(ReadOnlySpan<byte> picture, Mat truth)
    {
        var expected = truth.AsSpan<byte>();
        double sum = 0;
        for (var i = 0; i < picture.Length; i++)
            sum += (picture[i] - expected[i]) * (double)(picture[i] - expected[i]);
        return sum;
    }

    private (byte[] Sharp, float[] Blur) Deblur(FrameSize size, bool wholeGraph, Action<Frame> paint, string model = ModelCatalog.Default)
    {
        using var session = Models.Session(size, wholeGraph, model);
        return Run(session, paint);
    }

    private (byte[] Sharp, float[] Blur) Run(DeblurSession session, Action<Frame> paint)
    {
        using var frame = Draft(Pool(session.Size.Width, session.Size.Height));
        paint(frame);
        frame.Publish(0, 0);
        using var sharp = Draft(Pool(session.Size.Width, session.Size.Height));
        using var blur = Draft(Pool(session.BlurSize.Width, session.BlurSize.Height, 1, PixelFormat.Float32));
        session.Run(frame, sharp, blur);
        return (sharp.Pixels.ToArray(), blur.Values.ToArray());
    }

    private static Frame Draft(FramePool pool)
    {
        Assert.True(pool.TryRent(out var frame));
        return frame;
    }
}
