using System.Diagnostics;
using System.Globalization;
using P2IKT.Live.Preview.Recording;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Tests.Recording.Clips;

[Trait(TestKind.Name, TestKind.Component)]
public sealed class ClipRecorderTests : ClipTest
{
    [Fact]
    public async Task Clip_OfAnEvenStream_HasEachFrameOnceAtItsTime()
    {
        await Record().StartAsync("take", Cancel);
        for (var n = 0; n < 90; n++)
            Send(n / 30.0, grey: (byte)(40 + n));
        await EndAsync();

        var times = Ffprobe.Times(In("take.mp4"));
        Assert.Equal(90, times.Length);
        Assert.All(times.Index(), t => Assert.Equal(t.Index / 30.0, t.Item, 1e-3));
        Assert.Equal(90, Recorder.Recorded);
        Assert.True(Ffprobe.IsPlain(In("take.mp4")));
        Assert.Equal(new ClipCounts { Written = 90 }, Sidecar("take.mp4").Frames);
        Assert.Equal(["take.json", "take.mp4"], Directory.EnumerateFiles(Folder).Select(Path.GetFileName).Order());
        var pixels = Ffprobe.Pixels(In("take.mp4"));
        for (var n = 0; n < 90; n++)
            Assert.Equal(40 + n, pixels[(n * 64 * 48 * 3) + 1000], 2.0); // each frame in its place
    }

    [Fact]
    public async Task Clip_OfTenMinutesWithGapsAndJitter_StaysWithinAFrameOfTrueTime()
    {
        // Two frames a second stand for the stream; what matters is the clock, over the whole ten minutes.
        await Record(o => o with { FramesPerSecond = 5 }).StartAsync("long", Cancel);
        var jitter = new Random(3);
        var captured = new List<double>();
        for (var s = 0.0; s < 600; s += 1 + jitter.NextDouble())
        {
            captured.Add(s);
            Send(s, grey: (byte)(captured.Count % 200));
        }
        await EndAsync();

        var times = Ffprobe.Times(In("long.mp4"));
        var sidecar = Sidecar("long.mp4");
        Assert.Equal(sidecar.Frames.Written, times.Length);
        Assert.All(sidecar.Timeline.Captured.Index().Where(f => f.Index == 0 || sidecar.Timeline.Captured[f.Index - 1] != f.Item),
            f => Assert.InRange(Math.Abs(times[f.Index] - (f.Item / 10_000.0)), 0, 0.2)); // 0.2 s: one frame of this clip
        Assert.Equal(captured[^1], times[^1], 0.2);
        Assert.Equal(times.Length - captured.Count, sidecar.Frames.Duplicated);
    }

    [Fact]
    public async Task Clip_OfAStreamFasterThanItsRate_CountsTheSurplus()
    {
        await Record().StartAsync("fast", Cancel);
        for (var n = 0; n < 120; n++)
            Send(n / 60.0);
        await EndAsync();

        var frames = Sidecar("fast.mp4").Frames;
        Assert.Equal(120, frames.Written - frames.Duplicated + frames.Surplus);
        Assert.InRange(frames.Surplus, 58, 61);
        Assert.Equal(frames.Written, Ffprobe.Times(In("fast.mp4")).Length);
    }

    [Fact]
    public async Task Sidecar_OfAClip_TellsWhereItComesFromAndWhereFocusLay()
    {
        await Record().StartAsync("focus", Cancel);
        for (var n = 0; n < 10; n++)
            Send(n / 30.0, radius: n);
        await EndAsync();

        var sidecar = Sidecar("focus.mp4");
        Assert.Equal("test scene", sidecar.Source.Name);
        Assert.Equal("p2ikt-live 2", sidecar.Network.Model);
        Assert.Equal(new ClipSettings("h264", 64, 48, 30, null, 0), sidecar.Settings);
        Assert.Equal(ClipEnding.Stopped, sidecar.Ended);
        Assert.Equal(Enumerable.Range(0, 10).Select(n => 100 * n), sidecar.Timeline.Centre);
        Assert.Equal(sidecar.Timeline.Centre, sidecar.Timeline.Median);
        Assert.Equal(Enumerable.Range(0, 10).Select(n => (long)Math.Round(n / 30.0 * 10_000)), sidecar.Timeline.Captured);
        Assert.InRange((sidecar.StartedAt - DateTimeOffset.Now).Duration(), TimeSpan.Zero, TimeSpan.FromMinutes(20));
    }

    [Fact]
    public async Task Sidecar_OfAClip_SaysOfEachFrameWhatMadeIt()
    {
        await Record().StartAsync("levels", Cancel);
        for (var n = 0; n < 12; n++)
        {
            Made = (n is 4 or 5 ? "source" : "p2ikt-live-hq/threeQuarters", n > 7 ? 0.25 : 0);
            Send(n / 30.0);
        }
        Send(14 / 30.0); // the frame between is repeated
        await EndAsync();

        var sidecar = Sidecar("levels.mp4");
        Assert.Equal(["p2ikt-live-hq/threeQuarters", "source"], sidecar.Levels);
        Assert.Equal(Enumerable.Range(0, (int)sidecar.Frames.Written).Select(static n => n is 4 or 5 ? 1 : 0), sidecar.Timeline.Level);
        Assert.Equal(Enumerable.Range(0, (int)sidecar.Frames.Written).Select(static n => n > 7 ? 25 : 0), sidecar.Timeline.Refined);
        Assert.True(sidecar.Frames.Duplicated > 0);
    }

    [Fact]
    public async Task Marks_DuringAClip_AreInItsSidecarAndItsChapters()
    {
        var recorder = Record();
        Assert.False(recorder.Mark("too early"));
        await recorder.StartAsync("marked", Cancel);
        Send(0);
        WaitForRecorded(1);
        Assert.True(recorder.Mark("eyes; sharp = yes"));
        for (var n = 1; n < 60; n++)
            Send(n / 30.0);
        await EndAsync();

        var mark = Assert.Single(Sidecar("marked.mp4").Marks);
        Assert.Equal("eyes; sharp = yes", mark.Label);
        var chapters = Ffprobe.Of(In("marked.mp4")).GetProperty("chapters").EnumerateArray().ToList();
        Assert.Equal("eyes; sharp = yes", chapters[^1].GetProperty("tags").GetProperty("title").GetString());
        Assert.Equal(mark.Seconds, double.Parse(chapters[^1].GetProperty("start_time").GetString()!, CultureInfo.InvariantCulture), 0.01);
    }

    [Fact]
    public async Task PreRoll_OfASecond_BeginsTheClipBeforeItWasStarted()
    {
        var recorder = Record(o => o with { PreRoll = TimeSpan.FromSeconds(1) });
        Origin = Stopwatch.GetTimestamp();
        for (var n = -90; n < 0; n++)
            Send(n / 30.0, grey: (byte)(100 + n)); // the last three seconds
        var (earliest, latest) = (Now - 1, 0.0);
        await recorder.StartAsync("before", Cancel);
        latest = Now - 1;
        for (var n = 0; n < 30; n++)
            Send(n / 30.0);
        await EndAsync();

        var frames = Sidecar("before.mp4").Frames;
        var first = 30 - frames.Written; // the last frame is number 29
        Assert.InRange(first / 30.0, earliest - 0.001, latest + 0.035);
        Assert.Equal(0, frames.Dropped + frames.Duplicated);
        Assert.Equal(first < 0 ? 100 + first : 100, Ffprobe.Pixels(In("before.mp4"))[1000], 2.0);
    }

    [Fact]
    public async Task Split_ByTime_GoesOnInANextClipWithoutLosingAFrame()
    {
        await Record(o => o with { SplitAfter = TimeSpan.FromSeconds(1) }).StartAsync("part", Cancel);
        for (var n = 0; n < 75; n++)
            Send(n / 30.0);
        await EndAsync();

        string[] clips = ["part.mp4", "part-2.mp4", "part-3.mp4"];
        Assert.Equal([30, 30, 15], clips.Select(clip => Ffprobe.Times(In(clip)).Length));
        Assert.Equal([ClipEnding.Split, ClipEnding.Split, ClipEnding.Stopped], clips.Select(clip => Sidecar(clip).Ended));
        Assert.Equal(75, Recorder.Recorded);
    }

    [Fact]
    public async Task Split_BySize_GoesOnInANextClip()
    {
        var noise = new Random(1);
        await Record(o => o with { SplitBytes = 1_000_000 }).StartAsync("big", Cancel);
        for (var n = 0; n < 300; n++)
        {
            Send(n / 30.0, noise.NextBytes, 320, 240); // what no codec can compress
            WaitForRecorded(n - 5); // as a camera would, or nothing were on the disk yet
        }
        await EndAsync();

        var clips = Directory.GetFiles(Folder, "*.mp4");
        Assert.InRange(clips.Length, 2, 40);
        Assert.Equal(300, clips.Sum(clip => Ffprobe.Times(clip).Length));
    }

    [Fact]
    public async Task KeepSource_RecordsTheSameSlotsOfTheSource()
    {
        await Record(o => o with { KeepSource = true }).StartAsync("both", Cancel);
        for (var n = 0; n < 30; n++)
            Send(n / 15.0, grey: 200); // every second slot repeats
        await EndAsync();

        Assert.Equal(Ffprobe.Times(In("both.mp4")), Ffprobe.Times(In("both.source.mp4")));
        Assert.Equal(200, Ffprobe.Pixels(In("both.mp4"))[1000], 2.0);
        Assert.Equal(10, Ffprobe.Pixels(In("both.source.mp4"))[1000], 2.0);
        Assert.Equal("both.source.mp4", Sidecar("both.mp4").SourceClip);
    }

    [Fact]
    public async Task Overlay_IsBurnedIn()
    {
        var drawn = new byte[64 * 48 * 3];
        Array.Fill(drawn, (byte)222);
        await Record(o => o with { Overlay = new ClipOverlay("heat", (_, _, _, _) => drawn) }).StartAsync("heat", Cancel);
        for (var n = 0; n < 5; n++)
            Send(n / 30.0, grey: 50);
        await EndAsync();

        Assert.Equal(222, Ffprobe.Pixels(In("heat.mp4"))[1000], 2.0);
        Assert.Equal("heat", Sidecar("heat.mp4").Settings.Overlay);
    }

    [Fact]
    public async Task SizeChange_InTheStream_GoesOnInANextClip()
    {
        await Record().StartAsync("size", Cancel);
        for (var n = 0; n < 10; n++)
            Send(n / 30.0);
        for (var n = 10; n < 20; n++)
            Send(n / 30.0, width: 32, height: 32);
        await EndAsync();

        Assert.Equal(64, Ffprobe.Video(In("size.mp4")).GetProperty("width").GetInt32());
        Assert.Equal(32, Ffprobe.Video(In("size-2.mp4")).GetProperty("width").GetInt32());
        Assert.Equal(20, Recorder.Recorded);
    }

    [Theory]
    [InlineData("h264", ".mp4", "h264")]
    [InlineData("h264", ".mkv", "h264")]
    [InlineData("hevc", ".mp4", "hevc")]
    [InlineData("prores", ".mov", "prores")]
    [InlineData("ffv1", ".mkv", "ffv1")]
    public async Task Codec_InItsContainer_HasEveryFrameInTheRightColours(string codec, string extension, string name)
    {
        var chosen = VideoCodec.Find(codec);
        Record(o => o with { Codec = chosen });
        Assert.SkipUnless(await chosen.ProbeAsync(Cancel), $"This ffmpeg lacks {chosen.Encoder}.");
        await Recorder.StartAtAsync(In("c" + extension), Cancel);
        (byte B, byte G, byte R)[] patches = [(30, 40, 200), (200, 60, 40), (60, 190, 50), (128, 128, 128), (235, 235, 235), (16, 16, 16)];
        for (var n = 0; n < 12; n++)
            Send(n / 30.0, bgr => Patches(bgr, patches), 192, 64);
        await EndAsync();

        var video = Ffprobe.Video(In("c" + extension));
        Assert.Equal(name, video.GetProperty("codec_name").GetString());
        if (codec != "ffv1") // which keeps RGB: no matrix, full range
        {
            Assert.Equal("bt709", video.GetProperty("color_space").GetString());
            Assert.Equal("tv", video.GetProperty("color_range").GetString());
        }
        Assert.Equal(12, Ffprobe.Times(In("c" + extension)).Length);
        var pixels = Ffprobe.Pixels(In("c" + extension));
        foreach (var (i, patch) in patches.Index())
        {
            var at = 3 * ((32 * 192) + (32 * i) + 16);
            var tolerance = codec == "ffv1" ? 0 : 3.0; // levels: quantisation of Y, Cb, Cr and the encoder's own
            Assert.Equal(patch.B, pixels[at], tolerance);
            Assert.Equal(patch.G, pixels[at + 1], tolerance);
            Assert.Equal(patch.R, pixels[at + 2], tolerance);
        }
    }

    [Fact]
    public async Task Stop_WhileRecording_KeepsWhatWasCapturedUntilThen()
    {
        var recorder = Record();
        await recorder.StartAsync("stop", Cancel);
        Send(Now, grey: 90);
        var stopped = recorder.StopAsync(Cancel);
        Send(Now, grey: 200); // captured after the stop, and waiting by the time that the encoder has started
        await stopped.WaitAsync(Timeout, Cancel);

        Assert.Equal(90, Ffprobe.Pixels(In("stop.mp4"))[1000], 2.0);
        Assert.Equal(1, recorder.Recorded);
        Assert.Equal(RecorderPhase.Idle, recorder.State.Phase);
        await recorder.StartAsync("again", Cancel); // and it can be started anew
        Send(Now);
        await EndAsync();
        Assert.Equal(2, recorder.Recorded);
    }

    [Fact]
    public async Task Stop_BeforeAnyFrame_LeavesNothingBehindAndSaysSo()
    {
        var recorder = Record();
        await recorder.StartAsync("nothing", Cancel);
        var refused = await Assert.ThrowsAsync<RecordingException>(
            () => new RecordingControls(recorder).StopAsync(Cancel).WaitAsync(Timeout, Cancel));

        Assert.Empty(Directory.GetFiles(Folder));
        Assert.Contains("'nothing.mp4' was not saved", Assert.Single(Notices), StringComparison.Ordinal);
        Assert.Equal(Notices[0], refused.Message);
        Assert.Equal((null, null, Notices[0]), (recorder.ClipPath, recorder.State.Clip, recorder.State.Message));
        await new RecordingControls(recorder).StopAsync(Cancel); // stops nothing, and is no mistake
    }

    [Fact]
    public async Task FailureOfFile_AfterALaterClip_Stays()
    {
        var recorder = Record();
        await recorder.StartAtAsync(In("lost.mp4"), Cancel);
        await recorder.StopAsync(Cancel).WaitAsync(Timeout, Cancel);
        await recorder.StartAsync("later", Cancel);
        Send(0);
        await EndAsync();

        Assert.Null(recorder.Failure);
        Assert.Contains("'lost.mp4' was not saved", recorder.FailureOfFile?.Message, StringComparison.Ordinal);
    }

    private static void Patches(Span<byte> bgr, (byte B, byte G, byte R)[] patches)
    {
        for (var i = 0; i < bgr.Length; i += 3)
            (bgr[i], bgr[i + 1], bgr[i + 2]) = patches[i / 3 % 192 / 32];
    }

    /// <summary>Of a network that takes more than a second for a frame.</summary>
    [Fact]
    public async Task Frames_OlderThanASecond_AreAllInTheClip()
    {
        Origin = Stopwatch.GetTimestamp();
        await Record().StartAsync("take", Cancel);
        await Task.Delay(TimeSpan.FromSeconds(1.8), Cancel);
        for (var n = 0; n < 6; n++)
        {
            Send(Now - 1.6);
            await Task.Delay(400, Cancel);
        }
        await EndAsync();
        var frames = Sidecar("take.mp4").Frames;
        Assert.Equal((6, 0), (frames.Written - frames.Duplicated, frames.Surplus));
    }
}
