using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace P2IKT.Live.Tests.Preview.Live;

/// <summary>Viewers that say how large they show the picture.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class ViewerSizeTests
{
    [Fact]
    public async Task SmallView_GetsASmallPicture_WithWholeMaps_AndAGrownOneTheSameFrameAgain()
    {
        await using var stage = await PreviewStage.StartAsync();
        using var viewer = await RawViewer.ConnectAsync(stage);
        stage.Publish(0);
        Assert.Equal((320, 200), (await viewer.NextAsync()).PictureSize()); // it has not said anything
        Assert.Null(viewer.Announced);
        await viewer.SendAsync("""{"ack":0,"view":{"width":160,"height":900,"sourcePixels":false}}""");
        stage.Publish(1);

        var small = await viewer.NextAsync();

        Assert.Equal((1, 1), (small.Sequence, viewer.Announced));
        Assert.Equal((160, 100), small.PictureSize());
        Assert.Equal(320, small.Header.GetProperty("width").GetInt32()); // what maps and points count in
        Assert.Equal(85, small.Header.GetProperty("quality").GetInt32());
        Assert.Equal(40 * 25 * 2, small.Length("blur"));

        await viewer.SendAsync("""{"ack":1,"view":{"width":240,"height":150,"sourcePixels":false}}""");
        var grown = await viewer.NextAsync(); // no other frame has come
        Assert.Equal(1, grown.Sequence);
        Assert.Equal((240, 150), grown.PictureSize());

        await viewer.SendAsync("""{"ack":1,"view":{"width":240,"height":150,"sourcePixels":true}}""");
        Assert.Equal((320, 200), (await viewer.NextAsync()).PictureSize());
    }

    [Fact]
    public async Task Viewers_OfOneSize_ShareOneEncode_AndOthersGetTheirs()
    {
        await using var stage = await PreviewStage.StartAsync();
        using var first = await RawViewer.ConnectAsync(stage);
        using var second = await RawViewer.ConnectAsync(stage);
        using var other = await RawViewer.ConnectAsync(stage);
        stage.Publish(0);
        foreach (var viewer in new[] { first, second, other })
            await viewer.NextAsync();
        await first.SendAsync("""{"ack":0,"view":{"width":160,"height":100,"sourcePixels":false}}""");
        stage.Publish(1);
        var one = await first.NextAsync();
        var encodes = stage.Preview.EncodeTimes.Summarize().Count;

        await second.SendAsync("""{"ack":0,"view":{"width":150,"height":90,"sourcePixels":false}}""");

        Assert.Equal(one.Body, (await second.NextAsync()).Body);
        Assert.Equal(encodes, stage.Preview.EncodeTimes.Summarize().Count);
        await other.AckAsync(0);
        Assert.Equal((320, 200), (await other.NextAsync()).PictureSize());
        Assert.Equal(encodes + 1, stage.Preview.EncodeTimes.Summarize().Count);
    }

    [Fact]
    public async Task Snapshot_BesideASmallViewer_IsInFullSize()
    {
        await using var stage = await PreviewStage.StartAsync();
        using var viewer = await RawViewer.ConnectAsync(stage);
        stage.Publish(0);
        await viewer.NextAsync();
        await viewer.SendAsync("""{"ack":0,"view":{"width":40,"height":40,"sourcePixels":false}}""");
        stage.Publish(1);
        Assert.Equal((40, 25), (await viewer.NextAsync()).PictureSize());
        using var answer = await stage.GetAsync("/snapshot.jpg");
        using var picture = OpenCvSharp.Cv2.ImDecode(
            await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), OpenCvSharp.ImreadModes.Color);
        Assert.Equal((320, 200), (picture.Width, picture.Height));
    }

    [Fact]
    public async Task Acknowledgement_WithTimes_IsLatencyToThePaint()
    {
        await using var stage = await PreviewStage.StartAsync();
        using var viewer = await RawViewer.ConnectAsync(stage);
        stage.Publish(0);
        await viewer.NextAsync();
        await viewer.SendAsync("""{"ack":0,"view":{"width":320,"height":200,"sourcePixels":false}}""");
        for (var sequence = 1; sequence <= 5; sequence++)
        {
            var published = Stopwatch.GetTimestamp();
            stage.Publish(sequence);
            var message = await viewer.NextAsync();
            if (sequence > 2)
                Assert.InRange(message.Header.GetProperty("latencyMs").GetDouble(), 0, 90_000); // not by the hours that the clocks are apart
            var paint = Stopwatch.GetElapsedTime(published).TotalMilliseconds;
            var at = 3_600_000 + Stopwatch.GetElapsedTime(0).TotalMilliseconds; // the viewer's clock is an hour ahead
            await viewer.SendAsync(string.Create(
                CultureInfo.InvariantCulture, $$"""{"ack":{{sequence}},"began":{{at - paint}},"received":{{at}},"painted":{{at}}}"""));
        }
        await Poll.UntilAsync(() => stage.Preview.Presented == 6, "the last was acknowledged");
        Assert.Equal(6, stage.Preview.PresentLatency.Summarize().Count);
    }

    [Theory]
    [InlineData("""{"ack":1,"began":0,"received":0,"painted":0}""")]
    [InlineData("""{"ack":1,"began":0,"received":1e12,"painted":1e12}""")]
    [InlineData("""{"ack":1}""")]
    public async Task Viewer_ThatLiesAboutItsTimes_IsServedOn(string acknowledgement)
    {
        await using var stage = await PreviewStage.StartAsync();
        using var viewer = await RawViewer.ConnectAsync(stage);
        stage.Publish(0);
        await viewer.NextAsync();
        await viewer.SendAsync("""{"ack":0,"view":{"width":1e6,"height":1e-6,"sourcePixels":false}}""");
        for (var i = 0; i < 10; i++)
        {
            stage.Publish(1, sharpGrey: (byte)(20 * i)); // one number again and again: also that is no reason to stop
            var message = await viewer.NextAsync();
            Assert.Equal((40, 25), message.PictureSize());
            await viewer.SendAsync(acknowledgement);
        }
        Assert.InRange(stage.Preview.PresentLatency.Summarize().P99, 0, 90_000);
    }
}
