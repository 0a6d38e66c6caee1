using System.Diagnostics;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Videos;

namespace P2IKT.Live.Tests.Recording.Videos;

/// <summary>Broken files, programs that die, disks that are full: a copy of what there is, or one sentence.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class VideoDamageTests : VideoTest
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("in.mp4")]
    [InlineData("in.ts")]
    public async Task Rewrite_OfAFileWithBrokenBytes_GoesOnAndTellsTheDamage(string name)
    {
        var input = Clip(name, more: "-c:v libx264 -g 5");
        var bytes = await File.ReadAllBytesAsync(input, Cancel);
        new Random(1).NextBytes(bytes.AsSpan(bytes.Length / 3, bytes.Length / 10));
        await File.WriteAllBytesAsync(input, bytes, Cancel);
        var report = await Rewrite(input, In("out.mp4"));
        Assert.InRange(report.Frames, 10, 25);
        Assert.True(report.Errors > 0);
        Assert.Contains("is damaged", Told[0], StringComparison.Ordinal);
        Assert.Equal(report.Frames, Times(In("out.mp4")).Length);
    }

    [Fact]
    public async Task Rewrite_OfACutOffMatroska_KeepsWhatIsThere()
    {
        var input = Clip("in.mkv", more: "-c:v libx264 -g 5");
        Cut(input, 0.5);
        var report = await Rewrite(input, In("out.mp4"));
        Assert.InRange(report.Frames, 5, 20);
        Assert.Contains("prematurely", Assert.Single(Told), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("in.avi", "-c:v mjpeg")]
    [InlineData("in.flv", "-c:v libx264 -g 5")]
    [InlineData("in.mp4", "-c:v libx264 -g 5 -movflags faststart")]
    [InlineData("in.wmv", "-c:v wmv2 -g 5")]
    public async Task Rewrite_OfACutOffVideo_TellsThatItIs(string name, string how)
    {
        var input = Clip(name, seconds: 4, more: how);
        Cut(input, 0.6);
        var report = await Rewrite(input, In("out.mp4"));
        Assert.InRange(report.Frames, 20, 90);
        Assert.Contains("in the copy", Assert.Single(Told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rewrite_OfAnythingBroken_IsACopyOrOneSentence()
    {
        var random = new Random(14);
        var whole = await File.ReadAllBytesAsync(Make("-f lavfi -i testsrc2=size=96x64:rate=25:duration=1 -f lavfi -i sine=duration=1 -c:v libx264 -pix_fmt yuv420p -c:a aac -movflags frag_keyframe+empty_moov whole.mp4"), Cancel);
        for (var n = 0; n < 12; n++)
        {
            var bytes = (byte[])whole.Clone();
            for (var changes = 0; changes < 10; changes++)
                // Every other time in what describes the rest.
                bytes[random.Next(n % 2 == 0 ? 1500 : bytes.Length)] = (byte)random.Next(256);
            await File.WriteAllBytesAsync(In("in.mp4"), bytes, Cancel);
            try
            {
                var report = await Rewrite(In("in.mp4"), In("out.mp4")).WaitAsync(Timeout, Cancel);
                Assert.InRange(report.Frames, 1, 25);
            }
            catch (Exception failed) when (failed is RecordingException or CaptureException)
            {
                Assert.DoesNotContain('\n', failed.Message);
            }
        }
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("text")]
    [InlineData("empty")]
    [InlineData("sound")]
    [InlineData("header")]
    [InlineData("garbage")]
    [InlineData("absent")]
    public async Task Rewrite_OfWhatIsNoVideo_IsOneSentence(string what)
    {
        var input = Broken(what, out var reported);
        var refused = await Assert.ThrowsAsync<CaptureException>(() => Rewrite(input, In("out.mp4")));
        Assert.Contains(reported, refused.Message, StringComparison.Ordinal);
        Assert.Contains(input, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.DoesNotContain("out.mp4", Names());
    }

    [Theory]
    [InlineData(null, "/usr/bin/ffprobe", "program ffmpeg,")]
    [InlineData("/usr/bin/ffmpeg", null, "program ffprobe,")]
    public void Require_WithoutAProgram_SaysWhatToInstall(string? ffmpeg, string? ffprobe, string reported)
    {
        var refused = Assert.Throws<CaptureException>(() => VideoPrograms.Require(ffmpeg, ffprobe));
        Assert.Contains(reported, refused.Message, StringComparison.Ordinal);
        Assert.Contains("install", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rewrite_WhoseEncoderIsKilled_EndsWithASentence()
    {
        var video = await VideoProbe.ReadAsync(Programs, Clip("in.mp4", seconds: 4, more: "-c:v libx264"), Cancel);
        VideoTranscoder? rewrite = null;
        var h264 = VideoCodec.Find("h264");
        using (rewrite = await VideoTranscoder.CreateAsync(Programs, video, h264, (source, sharp) =>
        {
            Identity(source, sharp);
            if (source.Sequence != 30)
                return;
            using var encoder = Process.GetProcessById(rewrite!.EncoderId!.Value);
            encoder.Kill();
        }, Cancel))
        {
            var failed = await Assert.ThrowsAsync<RecordingException>(() => rewrite.RunAsync(In("out.mp4"), VideoContainer.Of("out.mp4", h264), new Progress<double>(), notice => Told.Add(notice.Text), Cancel).WaitAsync(Timeout, Cancel));
            Assert.Contains("cannot be written", failed.Message, StringComparison.Ordinal);
            Assert.Equal(0, rewrite.Outstanding);
        }
    }

    [Fact]
    public async Task Decoder_ThatIsKilled_IsNotTakenForTheEndOfTheVideo()
    {
        var video = await VideoProbe.ReadAsync(Programs, Clip("in.mp4", seconds: 4, more: "-c:v libx264"), Cancel);
        var pool = Pool(96, 64, count: 1);
        using var decoder = new VideoDecoder(Programs, video);
        Assert.True(pool.TryRent(out var frame));
        using (frame)
        {
            Assert.True(decoder.Read(frame.Draft, out _));
            decoder.Kill(); // a pipe holds three such frames, so it is not done
            while (decoder.Read(frame.Draft, out _))
            {
            }
        }
        var failed = Assert.Throws<CaptureException>(decoder.Finish);
        Assert.Contains("broke off", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.2)] // all of it in the last write, which ffmpeg 5 lets fail and exits with 0
    [InlineData(3)]
    public async Task Rewrite_OntoAFullDisk_SaysSo(double seconds)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "Needs /dev/full.");
        var input = Clip("in.mp4", seconds: seconds, more: "-c:v libx264");
        File.CreateSymbolicLink(In("out.mkv"), "/dev/full"); // the real ffmpeg meets the real error
        var failed = await Assert.ThrowsAsync<RecordingException>(() => Rewrite(input, In("out.mkv"), "ffv1"));
        Assert.Contains("disk is full", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rewrite_IntoAFolderThatIsGone_EndsWithASentence()
    {
        var input = Clip("in.mp4", more: "-c:v libx264");
        var failed = await Assert.ThrowsAsync<RecordingException>(() => Rewrite(input, In("gone/out.mp4")));
        Assert.Contains("No such file", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rewrite_WhoseChangeThrows_EndsWithThatFailure()
    {
        var input = Clip("in.mp4", more: "-c:v libx264");
        await Assert.ThrowsAsync<NotSupportedException>(() => Rewrite(input, In("out.mp4"), change: (source, sharp) =>
        {
            Identity(source, sharp);
            if (source.Sequence == 7)
                throw new NotSupportedException();
        }));
    }

    [Fact]
    public async Task Rewrite_ThatIsStopped_EndsBothPrograms()
    {
        var input = Clip("in.mp4", seconds: 20, more: "-c:v libx264");
        var video = await VideoProbe.ReadAsync(Programs, input, Cancel);
        var h264 = VideoCodec.Find("h264");
        using var stop = new CancellationTokenSource();
        using var rewrite = await VideoTranscoder.CreateAsync(Programs, video, h264, (source, sharp) =>
        {
            Identity(source, sharp);
            if (source.Sequence == 60)
                stop.Cancel();
        }, Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rewrite.RunAsync(In("out.mp4"), VideoContainer.Of("out.mp4", h264), new Progress<double>(), notice => Told.Add(notice.Text), stop.Token).WaitAsync(Timeout, Cancel));
        Assert.Equal(0, rewrite.Outstanding);
        Assert.DoesNotContain(Process.GetProcessesByName("ffmpeg"), program => CommandOf(program).Contains(In(""), StringComparison.Ordinal));
    }

    private string Broken(string what, out string reported)
    {
        reported = "cannot be read";
        switch (what)
        {
            case "cut":
                Cut(Clip("in.mp4", more: "-c:v libx264"), 0.5);
                return In("in.mp4");
            case "text":
                File.WriteAllText(In("in.mp4"), "This is no video.");
                return In("in.mp4");
            case "empty":
                File.WriteAllBytes(In("in.mp4"), []);
                return In("in.mp4");
            case "sound":
                reported = "no video stream";
                return Make("-f lavfi -i sine=duration=1 -c:a aac in.mp4");
            case "header":
                reported = "no frame that can be decoded";
                return Make("-f lavfi -i testsrc2=size=96x64:rate=25 -c:v ffv1 -t 0 in.avi");
            case "garbage":
                reported = "no frame that can be decoded";
                var bytes = File.ReadAllBytes(Clip("in.mp4", more: "-c:v libx264"));
                var (content, index) = (bytes.AsSpan().IndexOf("mdat"u8) + 4, bytes.AsSpan().IndexOf("moov"u8) - 4);
                new Random(1).NextBytes(bytes.AsSpan(content, index - content)); // the pictures, and not what tells their size and codec
                File.WriteAllBytes(In("in.mp4"), bytes);
                return In("in.mp4");
            default:
                _ = Clip("other.mp4");
                return In("absent.mp4");
        }
    }

    private static void Cut(string path, double share)
    {
        using var file = new FileStream(path, FileMode.Open);
        file.SetLength((long)(file.Length * share));
    }

    private static string CommandOf(Process program)
    {
        try
        {
            return File.ReadAllText($"/proc/{program.Id}/cmdline");
        }
        catch (IOException)
        {
            return ""; // ended meanwhile, or no Linux
        }
    }
}
