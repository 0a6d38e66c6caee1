using System.Diagnostics;
using System.Globalization;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Videos;
using P2IKT.Live.Tests.Deblur;

namespace P2IKT.Live.Tests.Recording.Videos;

/// <summary>
/// What a video costs. Allocation is counted for the whole process, hence on its own; P2IKT_MEASURE measures the rate too, told as
/// diagnostic messages, for which the machine must be free.
/// </summary>
[CollectionDefinition(nameof(VideoRateTests), DisableParallelization = true)]
[Collection(nameof(VideoRateTests))]
[Trait(TestKind.Name, TestKind.Measurement)]
public sealed class VideoRateTests : VideoTest
{
    private static readonly VideoCodec Quick = VideoCodec.Find("h264") with { Offline = ["-preset", "ultrafast"] };

    [Fact]
    public async Task Rewrite_InSteadyState_AllocatesHandlesAndTheLinesThatTellTime()
    {
        const int Window = 80; // frames; what is left behind frame by frame is in every window, a buffer that somebody gets once in one
        var input = Clip("in.mp4", size: "320x240", rate: "50", seconds: 10, more: "-c:v libx264 -preset ultrafast");
        var (before, perFrame) = (0L, long.MaxValue);
        await Rewrite(input, In("out.mp4"), Quick, (source, sharp) =>
        {
            Identity(source, sharp);
            if (source.Sequence == 0 || source.Sequence % Window != 0)
                return;
            var now = GC.GetTotalAllocatedBytes(precise: true);
            if (before > 0) // after the first, which warms up
                perFrame = Math.Min(perFrame, (now - before) / Window);
            before = now;
        });
        TestContext.Current.SendDiagnosticMessage($"{perFrame} bytes a frame");
        Assert.InRange(perFrame, 1, 4 * 1024); // the handles, and the text of ffmpeg, about 900; the picture is 230 thousand
    }

    [Theory]
    [InlineData("1280x720")]
    [InlineData("1920x1080")]
    public async Task Rewrite_WithTheNetwork_IsMeasuredBesideTheNetworkAlone(string size)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("P2IKT_MEASURE") is null, "Set P2IKT_MEASURE on a free machine.");
        Assert.True(FrameSize.TryParse(size, out var frameSize));
        var input = Clip("in.mp4", size: size, seconds: 6, more: "-c:v libx264 -preset veryfast");
        using var session = DeblurSessions.Create(Models.Live, frameSize);
        using var frame = new SingleFrame(session);
        async Task<double> Rate(VideoCodec codec, string output, Action<Frame, Frame> change)
        {
            var began = Stopwatch.GetTimestamp();
            var report = await Rewrite(input, In(output), codec, change);
            return report.Frames / Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
        var copied = await Rate(VideoCodec.Find("h264"), "copied.mp4", Identity);
        var deblurred = await Rate(VideoCodec.Find("h264"), "deblurred.mp4", (source, sharp) => session.Run(source, sharp, frame.Blur));
        Models.Paint(frame.Source, 1);
        frame.Source.Publish(0, 0);
        const int Runs = 50;
        var start = Stopwatch.GetTimestamp();
        for (var n = 0; n < Runs; n++)
            session.Run(frame.Source, frame.Sharp, frame.Blur);
        var alone = Stopwatch.GetElapsedTime(start);
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture,
            $"{size}, h264: {deblurred:0.0} frames a second; without the network {copied:0.0}; the network alone {Runs / alone.TotalSeconds:0.0}"));
        // Nothing waits for what it need not: all work done one after the other would take this long.
        Assert.True(deblurred > 0.9 / ((1 / copied) + (alone.TotalSeconds / Runs)));
    }
}
