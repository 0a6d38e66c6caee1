using OpenCvSharp;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Cpu.Scaling;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Frames;
using P2IKT.Live.Tests.Capture;

namespace P2IKT.Live.Tests.Deblur.Quality;

[Trait(TestKind.Name, TestKind.Component)]
public sealed class ReducedSessionTests : FrameTest
{
    [Theory]
    [InlineData(1, 64, 48)]
    [InlineData(2, 64, 48)]
    [InlineData(3, 64, 48)]
    [InlineData(2, 30, 18)] // no multiple of four, but of two: the last run is there in part
    public void Reduce_GivesWhatOpenCvGivesForAreas(int quarters, int width, int height)
    {
        using var source = Picture(width, height, seed: 1);
        var size = QuarterScale.Reduced(new(width, height), quarters);
        using var expected = new Mat();
        Cv2.Resize(source, expected, new Size(size.Width, size.Height), 0, 0, InterpolationFlags.Area);
        using var scale = new QuarterScale(new(width, height), quarters, threads: 2);
        var reduced = new byte[3 * size.Pixels];
        scale.Reduce(source.AsSpan<byte>(), reduced);

        Assert.True(Models.LargestDifference(reduced, expected.AsSpan<byte>()) <= 1);
    }

    [Theory]
    [InlineData(1, 64, 48)]
    [InlineData(2, 64, 48)]
    [InlineData(3, 64, 48)]
    [InlineData(2, 202, 138)]
    public void AddDifference_GivesWhatOpenCvsEnlargementGives(int quarters, int width, int height)
    {
        var size = QuarterScale.Reduced(new(width, height), quarters);
        using var source = Picture(width, height, seed: 1);
        using var smallSource = Picture(size.Width, size.Height, seed: 2);
        using var smallSharp = Picture(size.Width, size.Height, seed: 3);
        using var expected = new Mat();
        using var difference = new Mat();
        Cv2.Subtract(smallSharp, smallSource, difference, dtype: MatType.CV_32F);
        Cv2.Resize(difference, difference, new Size(width, height), 0, 0, InterpolationFlags.Linear);
        Cv2.Add(source, difference, expected, dtype: MatType.CV_8U);
        using var scale = new QuarterScale(new(width, height), quarters, threads: 2);
        using var sharp = new Mat(height, width, MatType.CV_8UC3);
        scale.AddDifference(source.Data, smallSource.Data, smallSharp.Data, sharp.Data);

        Assert.True(Models.LargestDifference(sharp.AsSpan<byte>(), expected.AsSpan<byte>()) <= 1);
    }

    [Theory]
    [InlineData(QualityRung.ThreeQuarters)]
    [InlineData(QualityRung.Half)]
    [InlineData(QualityRung.Quarter)]
    public void EnlargeRadii_OfAnEvenMap_GivesRadiiInPixelsOfTheFullFrame(QualityRung rung)
    {
        var quarters = QualityRungs.Quarters(rung);
        using var scale = new QuarterScale(new(64, 48), quarters, threads: 1);
        var full = new float[8 * 6];
        scale.EnlargeRadii([.. Enumerable.Repeat(1.5f, 6 * 5)], new(6, 5), full, new(8, 6), limit: 100);

        Assert.All(full, radius => Assert.Equal(1.5f * 4 / quarters, radius, 1e-5f));
    }

    [Theory]
    [InlineData(QualityRung.ThreeQuarters, 1, 1)]
    [InlineData(QualityRung.Half, 2, 300)]
    [InlineData(QualityRung.Quarter, 17, 33)]
    [InlineData(QualityRung.ThreeQuarters, 203, 141)]
    [InlineData(QualityRung.Source, 31, 7)]
    public void Run_OnAnySize_GivesAPictureOfThatSize(QualityRung rung, int width, int height)
    {
        using var session = Session(new(width, height), rung);
        var (source, sharp, blur) = Run(session, 1);

        Assert.True(Models.LargestDifference(source, sharp) < 200);
        Assert.All(blur, radius => Assert.True(rung == QualityRung.Source ? float.IsNaN(radius) : radius >= 0 && radius <= session.Model.MaxBlurRadius));
    }

    [Theory]
    [InlineData(QualityRung.ThreeQuarters)]
    [InlineData(QualityRung.Half)]
    [InlineData(QualityRung.Quarter)]
    public void Run_OnTwoFrames_GivesTwoResults(QualityRung rung)
    {
        using var session = Session(new(160, 96), rung);
        var (firstSource, first, _) = Run(session, 1);
        var (_, second, _) = Run(session, 2);
        var (_, again, _) = Run(session, 1);

        Assert.True(Models.LargestDifference(first, firstSource) > 0);
        Assert.True(Models.LargestDifference(first, second) > 10);
        Assert.Equal(first, again);
    }

    [Fact]
    public void Run_WithoutANetwork_GivesTheSource()
    {
        using var session = Session(new(160, 96), QualityRung.Source);
        var (source, sharp, _) = Run(session, 1);
        Assert.Equal(source, sharp);
    }

    [Fact]
    public void Run_InSteadyState_AllocatesNextToNothing()
    {
        using var session = Session(new(160, 96), QualityRung.Half);
        using var frame = new SingleFrame(session);
        Models.Paint(frame.Source, 1);
        frame.Source.Publish(0, 0);
        session.Run(frame.Source, frame.Sharp, frame.Blur);

        Assert.InRange(Allocations.LowestOf(() => session.Run(frame.Source, frame.Sharp, frame.Blur)), 0, 100);
    }

    private static DeblurSession Session(FrameSize size, QualityRung rung) =>
        DeblurSessions.Create(Models.Live, size, new DeblurOptions { Provider = ExecutionProvider.Cpu, Rung = rung });

    private static (byte[] Source, byte[] Sharp, float[] Blur) Run(DeblurSession session, int seed)
    {
        using var frame = new SingleFrame(session);
        Models.Paint(frame.Source, seed);
        frame.Source.Publish(0, 0);
        session.Run(frame.Source, frame.Sharp, frame.Blur);
        return (frame.Source.Pixels.ToArray(), frame.Sharp.Pixels.ToArray(), frame.Blur.Values.ToArray());
    }

    private static Mat Picture(int width, int height, int seed)
    {
        var picture = new Mat(height, width, MatType.CV_8UC3);
        new Random(seed).NextBytes(picture.AsSpan<byte>());
        return picture;
    }
}
