using System.Text;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture.Ffmpeg;

/// <summary>Whatever the programs say: a description or one sentence, times or none, and never another fault.</summary>
public sealed class ProbeFuzzTests
{
    private const int Rounds = 20_000;
    private static readonly string[] Scraps =
        ["", "0", "-1", "1e400", "NaN", "9223372036854775808", "null", "true", "[]", "{}", "\"\"", "\"N/A\"", "\"0/0\"", "\"1/0\"", "\"\\ud800\"", "\"video\"", "\"99:99:99\"", "]", "}", "[[[["];

    private const string Answer = """
        { "streams": [
            { "index": 0, "codec_name": "h264", "codec_type": "video", "codec_tag_string": "avc1", "width": 160, "height": 120, "pix_fmt": "yuv420p", "time_base": "1/15360",
              "sample_aspect_ratio": "1:1", "avg_frame_rate": "30/1", "r_frame_rate": "30/1", "start_pts": 0, "start_time": "0.000000", "duration_ts": 192000, "duration": "12.500000",
              "bits_per_raw_sample": "8", "disposition": { "attached_pic": 0 }, "tags": { "alpha_mode": "1", "DURATION": "00:00:01.080000000" },
              "side_data_list": [ { "displaymatrix": "\n00000000: 0 65536 0\n00000001: -65536 0 0\n00000002: 0 0 1073741824\n" } ] },
            { "index": 1, "codec_name": "aac", "codec_type": "audio" } ],
          "packets": [ { "pts": 0, "duration": 512, "flags": "K_" }, { "pts": 512, "duration": 5120, "flags": "__" }, { "pts": 900, "duration": 1, "flags": "_D" } ],
          "format": { "format_name": "mov,mp4,m4a,3gp,3g2,mj2", "start_time": "0.000000", "duration": "12.500000", "tags": { "com.apple.x": "1" } } }
        """;

    [Fact]
    public void Describe_OfItsAnswer_IsWhatItSays()
    {
        var video = ProbeAnswer.Describe("x", Encoding.UTF8.GetBytes(Answer));
        Assert.Equal((new FrameSize(120, 160), new FrameSize(160, 120), true), (video.Size, video.CodedSize, video.HasQuickTimeKeys));
        Assert.Equal((12.5, 192_000L), (video.PictureDuration, video.PictureEnd));
        Assert.Equal((512, 192_000), ProbeAnswer.LastOf(Encoding.UTF8.GetBytes(Answer), video));
    }

    [Fact]
    public void Describe_OfAnyAnswer_IsADescriptionOrOneSentence()
    {
        var random = new Random(14);
        var good = 0;
        for (var n = 0; n < Rounds; n++)
        {
            var bytes = Encoding.UTF8.GetBytes(random.Next(2) == 0 ? Replaced(Answer, random) : Answer);
            for (var changes = random.Next(4); changes > 0; changes--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(8) == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            try
            {
                var video = ProbeAnswer.Describe("x", bytes);
                _ = ProbeAnswer.LastOf(bytes, video);
                Assert.True(video is { UsualTicks: >= 1, Index: >= 0, Size: { Width: >= 1, Height: >= 1 } });
                good++;
            }
            catch (CaptureException refused)
            {
                Assert.DoesNotContain('\n', refused.Message);
            }
        }
        Assert.InRange(good, Rounds / 10, Rounds);
    }

    [Fact]
    public void DecoderLog_OfAnyLines_TakesTimesFromItsFilterAlone()
    {
        var random = new Random(14);
        var log = new DecoderLog();
        var line = $"[{log.Filter} @ 0x55f6c4128480] [info] n:   1 pts:   3600 pts_time:0.04    pos:     6204 fmt:yuv420p sar:1/1 s:160x120 i:P iskey:0 type:B ";
        string[] others = [line.Replace(log.Filter, "Parsed_showinfo_0", StringComparison.Ordinal), line.Replace(log.Filter, $"showinfo@{Guid.NewGuid():N}", StringComparison.Ordinal),
            "[info]     title           : n: 0 pts: 7 pts_time:0.07 fmt:", "[h264 @ 0x1] [error] pts: 8 pts_time:1 fmt:", $"[{log.Filter} @ 0x1] [info] config in time_base: 1/90000, frame_rate: 25/1"];
        for (var n = 0; n < Rounds; n++)
        {
            var other = others[random.Next(others.Length)].ToCharArray();
            for (var changes = random.Next(4); changes > 0; changes--)
                other[random.Next(other.Length)] = (char)random.Next(1, 0x250);
            log.OnLine(new string(other));
            if (n % 100 == 0)
                log.OnLine(line);
        }
        for (var n = 0; n < Rounds / 100; n++)
            Assert.Equal(3600, log.Next(TimeSpan.Zero));
        Assert.Throws<CaptureException>(() => log.Next(TimeSpan.Zero)); // no other line counted
    }

    [Theory]
    [InlineData("[h264 @ 0x1] [error] broken[{0} @ 0x2] [info] n:   0 pts:      7 pts_time:0.07 fmt:yuv420p", 7)]
    [InlineData("[{0} @ 0x2] [info] n:   0 pts:    -7 pts_time:-0.07 fmt:yuv420p [h264 @ 0x1] [error] broken", -7)]
    [InlineData("[{0} @ 0x2] [info] n:1234567 pts:  NOPTS pts_time:NOPTS fmt:yuv420p", null)]
    public void DecoderLog_OfALineOfItsFilter_TakesTheTime(string line, int? time)
    {
        var log = new DecoderLog();
        log.OnLine(line.Replace("{0}", log.Filter, StringComparison.Ordinal));
        Assert.Equal(time, log.Next(TimeSpan.Zero));
    }

    [Theory]
    [InlineData("[h264 @ 0x55d882d41bc0] [error] error while decoding MB 1 2, bytestream 234", "error while decoding MB 1 2, bytestream 234")]
    [InlineData("[error] Error while decoding stream #0:0.", "Error while decoding stream #0:0")]
    [InlineData("[{0} @ 0x2] [info] n:   0 pts:    -7 pts_time:-0.07 fmt:yuv420p [h264 @ 0x1] [error] broken", "broken")]
    [InlineData("[info]     title           : [error] broken", "")]
    [InlineData("                    : [h264 @ 0x1] [error] broken", "")] // the second line of a title
    [InlineData("[matroska,webm @ 0x1] [warning] unknown element [error] broken", "")]
    public void DecoderLog_OfALine_CountsWhatIsAnError(string line, string error)
    {
        var log = new DecoderLog();
        log.OnLine(line.Replace("{0}", log.Filter, StringComparison.Ordinal));
        Assert.Equal((error, error.Length > 0 ? 1 : 0), (log.LastError, log.Errors));
    }

    /// <summary>A value, a name or a bracket becomes something else.</summary>
    private static string Replaced(string json, Random random)
    {
        var parts = json.Split(' ');
        for (var changes = random.Next(1, 4); changes > 0; changes--)
            parts[random.Next(parts.Length)] = Scraps[random.Next(Scraps.Length)];
        return string.Join(' ', parts);
    }
}
