using P2IKT.Live.Frames;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Clips;
using P2IKT.Live.Recording.Outputs;

namespace P2IKT.Live.Tests.Recording.Outputs;

/// <summary>What may be sent to, and what of it may be shown.</summary>
public sealed class OutputTargetTests
{
    [Theory]
    [InlineData("srt://studio.example:9000", "srt://studio.example:9000")]
    [InlineData("srt://0.0.0.0:9000?mode=listener", "srt://0.0.0.0:9000?mode=listener")]
    [InlineData("srt://host:9000?mode=caller&passphrase=geheim1234&streamid=publish:a", "srt://host:9000?mode=caller&passphrase=***&streamid=***")]
    [InlineData("rtmp://a.rtmp.example/live2/abcd-efgh-ijkl", "rtmp://a.rtmp.example/live2/***")]
    [InlineData("rtmps://user:word@host:4433/app/key", "rtmps://***@host:4433/app/***")]
    [InlineData("rtsp://user:word@host:8554/cam", "rtsp://***@host:8554/cam")]
    [InlineData("udp://239.1.2.3:5004", "udp://239.1.2.3:5004")]
    [InlineData("whip+https://host/whip/secret", "whip+https://host/whip/***")]
    [InlineData("rtmp://host/app/geheim/", "rtmp://host/app/***")]
    [InlineData("rtmp://host/app/x?a=geheim", "rtmp://host/app/***?a=***")]
    [InlineData("srt://host:1?mode=caller&StreamID=geheim", "srt://host:1?mode=caller&StreamID=***")]
    [InlineData("srt://host:1?mode=caller;passphrase=geheim", "srt://host:1?mode=***")]
    [InlineData("rtsp://host/live?token=geheim", "rtsp://host/live?token=***")]
    [InlineData("rtmp://host/app/x#geheim", "rtmp://host/app/***#***")]
    [InlineData("/dev/video10", "/dev/video10")]
    public void Parse_OfATarget_HidesItsSecrets(string text, string shown)
    {
        var target = OutputTarget.Parse(text);
        Assert.Equal(shown, target.Redacted);
        Assert.Equal(shown, target.ToString());
        Assert.Equal(text, target.Text);
        Assert.Equal(text.StartsWith("/dev/", StringComparison.Ordinal), target.IsDevice);
    }

    [Theory]
    [InlineData("")]
    [InlineData("file:///tmp/x.ts")]
    [InlineData("pipe:1")]
    [InlineData("clip.mp4")]
    [InlineData("http://host/x")]
    [InlineData("rtmp://host")]
    [InlineData("rtmp://host/")]
    [InlineData("rtsp:///cam")]
    [InlineData("concat:srt://a|srt://b")]
    [InlineData("srt")]
    [InlineData("srt://:9000")]
    [InlineData("srt://host")]
    [InlineData("srt://host?mode=listener")]
    [InlineData("srt://host:0")]
    [InlineData("udp://239.1.2.3")]
    [InlineData(" srt://host:1")]
    [InlineData("srt:\\\\host")]
    public void Parse_OfAnythingElse_IsRefused(string text)
    {
        var refused = Assert.Throws<RecordingException>(() => OutputTarget.Parse(text));
        Assert.Equal(FaultKind.WrongUsage, refused.Kind);
        Assert.Equal("send", refused.Setting);
    }

    [Theory]
    [InlineData("ftp://me:geheim@host/x")]
    [InlineData("rmtp://host/app/geheim")]
    [InlineData("https://host/whip/geheim")]
    [InlineData("rtmp:///app/geheim")]
    [InlineData("srt://:9000?streamid=geheim")]
    public void Parse_OfAWrongAddress_DoesNotRepeatItsSecrets(string text)
    {
        var refused = Assert.Throws<RecordingException>(() => OutputTarget.Parse(text));
        Assert.DoesNotContain("geheim", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rtmp://host/live/abcd-efgh", "Error opening output rtmp://host/live/abcd-efgh: Input/output error")]
    [InlineData("rtmp://host/live/abcd-efgh", "[rtmp @ 0x1] Server error: stream abcd-efgh is not known")]
    [InlineData("rtmp://host/live/geheim%20x?b=1", "stream geheim x is unknown")]
    [InlineData("rtmp://host/live/x?a=geheim", "the token geheim is not valid")]
    [InlineData("srt://host:1?passphrase=geheim1234", "srt://host:1?passphrase=geheim1234: Connection refused")]
    public void Redact_OfWhatFfmpegSays_HidesTheSecrets(string target, string said)
    {
        var shown = OutputTarget.Parse(target).Redact(said);
        Assert.DoesNotContain("abcd-efgh", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_OfAStream_HoldARateAndNoQuality()
    {
        var target = OutputTarget.Parse("whip+https://host/whip/secret");
        var arguments = StreamSink.Arguments(target, VideoCodec.Find("h264"), new FrameSize(1280, 720), new FrameRate(30, 1), null).ToList();
        Assert.Equal("https://host/whip/secret", arguments[^1]);
        Assert.DoesNotContain("-crf", arguments);
        Assert.Equal("3317760", arguments[arguments.IndexOf("-b:v") + 1]);
        Assert.Equal("60", arguments[arguments.IndexOf("-g") + 1]);
        arguments = [.. StreamSink.Arguments(target, VideoCodec.Find("h264-nvenc"), new FrameSize(64, 48), new FrameRate(30, 1), 6_000_000)];
        Assert.DoesNotContain("-cq", arguments);
        Assert.Equal("6000000", arguments[arguments.IndexOf("-b:v") + 1]);
    }

    [Fact]
    public void Options_WithACodecOfFiles_AreRefused()
    {
        var refused = Assert.Throws<RecordingException>(() => new OutputOptions { Codec = VideoCodec.Find("prores") });
        Assert.Equal("codec", refused.Setting);
        Assert.Throws<ArgumentOutOfRangeException>(() => new OutputOptions { BitRate = 10 });
    }
}
