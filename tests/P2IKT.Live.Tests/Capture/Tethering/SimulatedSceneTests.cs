using System.Diagnostics;
using System.Globalization;
using OpenCvSharp;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Frames;
using P2IKT.Live.Testing;
using P2IKT.Live.Testing.Cameras;
using P2IKT.Live.Testing.Lens;

namespace P2IKT.Live.Tests.Capture.Tethering;

/// <summary>The pictures that a simulated lens makes: that they are blurred as they claim, and carry what is stamped into them.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class SimulatedSceneTests : IAsyncDisposable
{
    private static readonly FrameSize Size = new(640, 360);
    private static readonly (int X, int Y) Card = (436, 148); // its Siemens star
    private static readonly (int X, int Y) Wool = (127, 325);
    private readonly SimulatedCamera _camera = new(SimulatedCameraMake.Nikon) { Size = Size };

    public SimulatedSceneTests() => _camera.Lens.Scene = new SimulatedScene();

    public ValueTask DisposeAsync() => _camera.DisposeAsync();

    [Fact]
    public void Place_IsSharpestWhereItIsSaidToBe()
    {
        foreach (var (x, y) in (ReadOnlySpan<(int, int)>)[Card, Wool])
        {
            var best = _camera.PositionFor(x, y);
            Assert.InRange(best, 20, 980);
            Assert.Equal(0, _camera.RadiusAt(x, y, best), 1e-4);
            var sharpness = Enumerable.Range(-6, 13).Select(step => best + (step * 60)).Where(static position => position is >= 0 and <= 1000)
                .Select(position => (Position: position, Value: Sharpness(position, x, y))).ToArray();
            Assert.Equal(best, sharpness.MaxBy(static point => point.Value).Position, 61.0);
        }
    }

    [Fact]
    public void Radius_IsLinearInThePosition()
    {
        var best = _camera.PositionFor(Card.X, Card.Y);
        Assert.Equal(1.5, _camera.RadiusAt(Card.X, Card.Y, best + 150), 1e-4);
        Assert.Equal(3, _camera.RadiusAt(Card.X, Card.Y, best - 300), 1e-4);
    }

    [Fact]
    public void Radius_OfATexturelessScene_IsNone()
    {
        _camera.Lens.Scene = new SimulatedScene { Content = SceneContent.White };
        Assert.Equal(float.NaN, _camera.RadiusAt(100, 100, 500));
        using var picture = Take(500);
        Cv2.MinMaxLoc(picture.CvtColor(ColorConversionCodes.BGR2GRAY)[SceneStamp.Rows, Size.Height, 0, Size.Width], out double least, out double most);
        Assert.InRange(most - least, 0, 1);
    }

    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(255, 1000.0)]
    [InlineData(170, 437.0)]
    public void Stamp_IsReadAsItWasWritten(byte number, double position)
    {
        using var pool = new FramePool(Size, 1, PixelFormat.Bgr24, null);
        using var picture = Take(position, number);
        Assert.True(pool.TryRent(out var frame));
        using (frame)
        {
            Fill(frame, picture);
            Assert.Equal(number, SimulatedCamera.NumberOf(frame));
            Assert.Equal(position, _camera.PositionOf(frame), 2.1); // 0.02 px of radius
        }
    }

    [Fact]
    public void Stamp_OfAPictureWithoutAScene_IsNone()
    {
        using var pool = new FramePool(Size, 1, PixelFormat.Bgr24, null);
        using var picture = Cv2.ImDecode(StampedPictures.Jpeg(Size, 0b0101_0101), ImreadModes.Color);
        Assert.True(pool.TryRent(out var frame));
        using (frame)
        {
            Fill(frame, picture);
            Assert.Equal(0b0101_0101, SimulatedCamera.NumberOf(frame));
            Assert.Throws<ArgumentException>(() => _camera.PositionOf(frame));
        }
    }

    [Fact]
    public void Exchange_OfTheTopRows_LeavesAllOthersAsTheyWere()
    {
        using var one = Take(300, 1);
        using var two = Take(300, 2);
        using var difference = new Mat();
        Cv2.Absdiff(one, two, difference);
        Assert.Equal(0, Cv2.Norm(difference[SceneStamp.Rows + 2, Size.Height, 0, Size.Width], NormTypes.INF)); // chroma is interpolated over two rows
        Assert.NotEqual(0, Cv2.Norm(difference[0, SceneStamp.Rows, 0, Size.Width], NormTypes.INF));
    }

    [Fact]
    public void Person_CrossesThePicture_AndIsGoneAgain()
    {
        _camera.Lens.Scene = _camera.Lens.Scene! with { HasPersonCrossing = true };
        using var without = Take(300, seconds: 3);
        using var with = Take(300, seconds: 1);
        using var again = Take(300, seconds: 6.9);
        using var difference = new Mat();
        Cv2.Absdiff(without, with, difference);
        Assert.True(Cv2.Mean(difference[40, Size.Height, 300, 340]).Val0 > 8);
        Assert.True(Cv2.Mean(difference[40, Size.Height, 0, 60]).Val0 < 1);
        Assert.Equal(0, Cv2.Norm(without, again, NormTypes.INF));
    }

    [Fact]
    public void Blur_ThatTheSceneCannotHold_IsRefused()
    {
        _camera.Lens.Scene = new SimulatedScene { PixelsPerUnit = 1 };
        Assert.Contains("must stay within", Assert.Throws<InvalidOperationException>(() => Take(0).Dispose()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rendering_IsDoneOnceForAPosition()
    {
        Take(700).Dispose();
        // The best of several: a machine that is busy with something else makes single pictures slow.
        var took = Enumerable.Range(0, 20).Min(i => Time(() => Take(700, (byte)i)));
        var first = Enumerable.Range(0, 5).Min(i => Time(() => Take(100 + (i * 37))));
        TestContext.Current.SendDiagnosticMessage(string.Create(
            CultureInfo.InvariantCulture, $"a position {first:0.0} ms, again {took:0.0} ms, with decoding"));
        Assert.True(took < first, $"A picture that was rendered took {took} ms, and a new one {first} ms.");
    }

    private static double Time(Func<Mat> take)
    {
        var began = Stopwatch.GetTimestamp();
        take().Dispose();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private double Sharpness(double position, int x, int y)
    {
        using var picture = Take(position);
        using var grey = picture[y - 20, y + 20, x - 20, x + 20].CvtColor(ColorConversionCodes.BGR2GRAY);
        using var second = grey.Laplacian(MatType.CV_64F);
        Cv2.MeanStdDev(second, out _, out var deviation);
        return deviation.Val0;
    }

    private Mat Take(double position, byte number = 0, double seconds = 0)
    {
        OpenCvRuntime.Prepare();
        _camera.Lens.Position = position;
        var jpeg = ScenePicture.Take(Size, _camera.Lens.Scene!, _camera.Lens, SceneCrop.Whole, number, Stopwatch.GetTimestamp(), seconds);
        return Cv2.ImDecode(jpeg, ImreadModes.Color);
    }

    private static void Fill(Frame frame, Mat picture)
    {
        for (var y = 0; y < frame.Size.Height; y++)
            picture.AsSpan<byte>().Slice(y * frame.Size.Width * 3, frame.Size.Width * 3).CopyTo(frame.Draft[(y * frame.Stride)..]);
        frame.Publish(0, 1);
    }
}
