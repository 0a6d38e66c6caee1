using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Live.Adaptation;

namespace P2IKT.Live.Tests.Preview.Live.Adaptation;

public sealed class PictureControlTests
{
    private static readonly FrameSize Hd = new(1280, 720);
    private static readonly PictureForm Full = new(PictureForm.Whole, 85);

    [Theory]
    [InlineData(100e6, 0.0005, 0.001)] // loop-back
    [InlineData(20e6, 0.005, 0.003)] // wireless, near
    public void FastLink_KeepsFullQuality(double bytesPerSecond, double roundTrip, double jitter)
    {
        var link = new SimulatedLink(1) { BytesPerSecond = _ => bytesPerSecond, RoundTrip = roundTrip, Jitter = jitter }.Run(Viewer(), 60);
        Assert.All(link.Pictures, static picture => Assert.Equal(Full, picture.Form));
        Assert.InRange(link.Pictures.Count, 24 * 60, (30 * 60) + 1);
    }

    [Fact]
    public void FastLink_WithAStallNowAndThen_KeepsFullQuality()
    {
        var link = new SimulatedLink(2) { BytesPerSecond = static _ => 20e6, RoundTrip = 0.005, Stalls = 0.05, Stall = 0.1 }
            .Run(Viewer(), 60);
        Assert.All(link.Pictures, static picture => Assert.Equal(Full, picture.Form));
    }

    [Theory]
    [InlineData(2.5e6, 0.01, 0.09)]
    [InlineData(1e6, 0.02, 0.13)]
    [InlineData(2e5, 0.3, 0.6)] // 3G
    public void SlowLink_GetsWhatItCarries_AndStaysWithIt(double bytesPerSecond, double roundTrip, double latency)
    {
        var control = Viewer();
        var link = new SimulatedLink(3) { BytesPerSecond = _ => bytesPerSecond, RoundTrip = roundTrip, Jitter = 0.1 * roundTrip }
            .Run(control, 60);
        var full = new SimulatedLink(3) { BytesPerSecond = _ => bytesPerSecond, RoundTrip = roundTrip, Motion = static _ => SceneMotion.Standing }
            .Run(Viewer(), 60);
        TestContext.Current.TestOutputHelper?.WriteLine($"{control.Choose(Hd, SceneMotion.Moving)}: {link.Describe(10)}; in full: {full.Describe(10)}");
        Assert.True(control.Choose(Hd, SceneMotion.Moving).Cost < 0.5 * Full.Cost);
        Assert.InRange(link.LatencyP95Since(10), 0, latency);
        Assert.InRange(link.LatencyP95Since(10), 0, 0.9 * full.LatencyP95Since(10));
        Assert.InRange(link.Pictures.Count, 1.3 * full.Pictures.Count, 60 * 30);
        Assert.InRange(link.ChangesSince(5), 0, 2);
        Assert.True(control.IsSlow);
    }

    [Theory]
    [InlineData(0.7)]
    [InlineData(1.3)]
    public void SlowLink_WithPicturesOfUnexpectedSize_DoesNotSwing(double sizeExponent)
    {
        var link = new SimulatedLink(4) { BytesPerSecond = static _ => 1e6, RoundTrip = 0.02, Jitter = 0.005, SizeExponent = sizeExponent }
            .Run(Viewer(), 120);
        Assert.InRange(link.ChangesSince(10), 0, 3);
        Assert.InRange(link.LatencyP95Since(10), 0, 0.15);
    }

    [Theory]
    [InlineData(5e6, 0.005, 0.01, 0.2, 0.08)]
    [InlineData(2e5, 0.3, 0.2, 0.2, 0.5)]
    public void JitteryLink_ChangesSeldom_AndEverLessOften(double bytesPerSecond, double roundTrip, double jitter, double stalls, double stall)
    {
        var link = new SimulatedLink(5)
        {
            BytesPerSecond = _ => bytesPerSecond, RoundTrip = roundTrip, Jitter = jitter, Stalls = stalls, Stall = stall,
        }.Run(Viewer(), 240);
        Assert.InRange(link.ChangesSince(120), 0, 24); // in two minutes
        Assert.True(link.ChangesSince(120) <= link.ChangesSince(0) - link.ChangesSince(120) + 2);
    }

    [Fact]
    public void LinkThatDrops_IsFollowedWithinTwoSeconds_AndReturnsWhenItDoes()
    {
        var link = new SimulatedLink(6) { BytesPerSecond = static time => time is >= 20 and < 40 ? 5e5 : 20e6, RoundTrip = 0.01, Jitter = 0.004 }
            .Run(Viewer(), 70);
        Assert.All(link.Pictures.Where(static picture => picture.SentAt < 20), static picture => Assert.Equal(Full, picture.Form));
        var slow = link.Pictures.Where(static picture => picture.SentAt is >= 22 and < 40).ToList();
        Assert.All(slow, static picture => Assert.True(picture.Form.Cost < 0.3 * Full.Cost));
        Assert.All(slow, static picture => Assert.InRange(picture.Latency, 0, 0.3));
        Assert.All(link.Since(60), static picture => Assert.Equal(Full, picture.Form));
    }

    /// <summary>Each step up fails after two seconds: they become rare.</summary>
    [Fact]
    public void LinkThatSwings_IsNotFollowedForEver()
    {
        var link = new SimulatedLink(7) { BytesPerSecond = static time => (int)(time / 4) % 2 == 0 ? 20e6 : 8e5, RoundTrip = 0.01, Jitter = 0.004 }
            .Run(Viewer(), 240);
        Assert.InRange(link.ChangesSince(120), 0, 10); // the link changes 30 times
    }

    [Fact]
    public void StillScene_OnASlowLink_HasFullQualityUntilItMoves()
    {
        var link = new SimulatedLink(8)
        {
            BytesPerSecond = static _ => 2e5,
            RoundTrip = 0.1,
            Motion = static time => time is >= 20 and < 40 ? SceneMotion.Still : SceneMotion.Moving,
        }.Run(Viewer(), 60);
        var still = link.Pictures.Where(static picture => picture.SentAt is >= 20.5 and < 40).ToList();
        Assert.All(still, static picture => Assert.Equal(Full, picture.Form));
        // Between them nothing is under way most of the time, so that motion is shown at once.
        var sent = still.Select(static picture => picture.SentAt).ToList();
        Assert.All(sent.Zip(sent.Skip(1)), static pair => Assert.InRange(pair.Second - pair.First, 1.5, 4));
        Assert.All(link.Since(41), static picture => Assert.True(picture.Form.Cost < 0.5 * Full.Cost));
    }

    [Fact]
    public void StandingPicture_HasFullQualityOnAnyLink()
    {
        var control = Viewer();
        new SimulatedLink(9) { BytesPerSecond = static _ => 5e4, RoundTrip = 0.5 }.Run(control, 60);
        Assert.Equal(Full, control.Choose(Hd, SceneMotion.Standing));
    }

    [Theory]
    [InlineData(0.0)] // whatever it takes
    [InlineData(1e9)]
    [InlineData(double.NaN)]
    [InlineData(-1.0)]
    public void ViewerThatLies_GetsAFormAndHarmsOnlyItself(double reported)
    {
        var control = Viewer();
        var link = new SimulatedLink(10) { BytesPerSecond = static _ => 1e6, Reports = _ => reported }.Run(control, 30);
        Assert.All(link.Pictures, static picture => Assert.InRange(picture.Form.Quality, 25, 85));
        Assert.All(link.Pictures, static picture => Assert.Contains(picture.Form.Eighths, PictureForm.Scales.ToArray()));
    }

    [Fact]
    public void ViewerThatNeverAcknowledges_KeepsItsForm() =>
        Assert.All(Enumerable.Repeat(Viewer(), 100), static control => Assert.Equal(Full, control.Choose(Hd, SceneMotion.Moving)));

    [Fact]
    public void SmallWindow_GetsSmallPictures_AndAGrownOneLarger()
    {
        var control = new PictureControl(85);
        control.SetView(new ViewerView(400, 400, SourcePixels: false));
        Assert.Equal(new PictureForm(3, 85), control.Choose(Hd, SceneMotion.Moving));
        control.SetView(new ViewerView(700, 700, SourcePixels: false));
        Assert.Equal(new PictureForm(6, 85), control.Choose(Hd, SceneMotion.Moving));
        control.SetView(new ViewerView(700, 700, SourcePixels: true));
        Assert.Equal(Full, control.Choose(Hd, SceneMotion.Moving));
    }

    [Fact]
    public void LimitedViewer_ThatNeedsSourcePixels_KeepsTheirNumberAndLosesQuality()
    {
        var control = Viewer();
        new SimulatedLink(11) { BytesPerSecond = static _ => 1e6, RoundTrip = 0.02 }.Run(control, 10);
        control.SetView(new ViewerView(1280, 720, SourcePixels: true));
        var form = control.Choose(Hd, SceneMotion.Moving);
        Assert.Equal(PictureForm.Whole, form.Eighths);
        Assert.InRange(form.Quality, 25, 55);
        control.SetView(new ViewerView(1280, 720, SourcePixels: false));
        Assert.InRange(control.Choose(Hd, SceneMotion.Moving).Cost, 0, 0.4 * Full.Cost); // it has not forgotten the link
    }

    private static PictureControl Viewer()
    {
        var control = new PictureControl(85);
        control.SetView(new ViewerView(1280, 720, SourcePixels: false));
        return control;
    }
}
