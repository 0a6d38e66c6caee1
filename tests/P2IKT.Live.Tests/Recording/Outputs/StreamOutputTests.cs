using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording;
using P2IKT.Live.Recording.Clips;
using P2IKT.Live.Recording.Outputs;
using P2IKT.Live.Tests.Capture;
using P2IKT.Live.Tests.Recording.Clips;

namespace P2IKT.Live.Tests.Recording.Outputs;

/// <summary>Streams over real sockets, from one ffmpeg into another.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class StreamOutputTests : OutputTest
{
    private static readonly FrameSize Size = new(160, 120);

    private readonly string _folder = Directory.CreateTempSubdirectory("outputs").FullName;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("srt://127.0.0.1:PORT?mode=listener", "srt://127.0.0.1:PORT?mode=caller", "mpegts")]
    [InlineData("udp://127.0.0.1:PORT", "udp://127.0.0.1:PORT?pkt_size=1316", "mpegts")]
    [InlineData("rtmp://127.0.0.1:PORT/app/key", "rtmp://127.0.0.1:PORT/app/key", "flv")]
    public async Task Stream_ReachesItsReceiver(string from, string to, string format)
    {
        var port = FreePort();
        using var receiver = Receive(At(from, port), format, "a.mkv");
        using (await BeginAsync(At(to, port)))
            await SendUntilAsync(Size, 120, () => receiver.HasExited, "the receiver has two seconds of it");
        var isLossy = to.StartsWith("udp:", StringComparison.Ordinal); // what comes while a busy receiver does not read is gone
        var stream = Ffprobe.Video(In("a.mkv"));
        Assert.Equal("h264", stream.GetProperty("codec_name").GetString());
        Assert.Equal((160, 120), (stream.GetProperty("width").GetInt32(), stream.GetProperty("height").GetInt32()));
        Assert.InRange(Ffprobe.Packets(In("a.mkv")), isLossy ? 1 : 40, 80);
    }

    [Fact]
    public async Task Stream_ToAMediaServer_IsRecordedThere()
    {
        using var server = new MediaServer(In("a.ts"));
        using (await BeginAsync($"rtsp://127.0.0.1:{server.Port}/live"))
            await SendUntilAsync(Size, 120, () => new FileInfo(In("a.ts")) is { Exists: true, Length: > 20_000 }, "the server has written some");
        var stream = Ffprobe.Video(In("a.ts"));
        Assert.Equal("h264", stream.GetProperty("codec_name").GetString());
        Assert.Equal((160, 120), (stream.GetProperty("width").GetInt32(), stream.GetProperty("height").GetInt32()));
    }

    [Fact]
    public async Task Stream_WhoseReceiverGoes_IsToldOnceAndServesTheNextOne()
    {
        var address = At("srt://127.0.0.1:PORT", FreePort());
        using var output = await BeginAsync(address + "?mode=caller");
        await SendUntilAsync(Size, 50, () => output.State.Failures > 1, "nobody takes it");
        var told = Assert.Single(Heard());
        Assert.Contains(address, told, StringComparison.Ordinal);
        Assert.Contains("tried again", told, StringComparison.Ordinal);
        Assert.NotEqual(OutputPhase.Sending, output.State.Phase);

        using (var first = Receive(address + "?mode=listener", "mpegts", "a.mkv", seconds: 600))
        {
            await SendUntilAsync(Size, 50, () => output.State.Phase == OutputPhase.Sending, "the first one takes it");
            first.Kill();
        }
        var failures = output.State.Failures;
        await SendUntilAsync(Size, 50, () => output.State.Failures > failures, "the first one's end is noticed");
        using var second = Receive(address + "?mode=listener", "mpegts", "b.mkv", seconds: 600);
        await SendUntilAsync(Size, 50, () => output.State.Phase == OutputPhase.Sending, "the second one takes it");
        await Poll.UntilAsync(() => Heard().Length == 4, "each change is told"); // lost, works, lost, works
        Assert.Null(output.State.Message);
    }

    [Fact]
    public async Task Stream_WithoutFrames_RepeatsTheLastOne()
    {
        var port = FreePort();
        using var receiver = Receive(At("srt://127.0.0.1:PORT?mode=listener", port), "mpegts", "a.mkv");
        using (var output = await BeginAsync(At("srt://127.0.0.1:PORT?mode=caller", port)))
        {
            await SendUntilAsync(Size, 120, () => output.State.Phase == OutputPhase.Sending, "it is sent");
            await Poll.UntilAsync(() => receiver.HasExited, "the last one is repeated for two seconds");
        }
        Assert.InRange(Ffprobe.Packets(In("a.mkv")), 40, 80);
    }

    [Fact]
    public async Task Dispose_OfAnOutputThatWaitsForAReceiver_EndsIt()
    {
        var output = await BeginAsync(At("srt://127.0.0.1:PORT?mode=listener", FreePort())); // it is called, and nobody calls
        await SendUntilAsync(Size, 1, () => output.State.Dropped > 5, "the pipe is full");
        Assert.Equal(OutputPhase.Connecting, output.State.Phase);
        await Task.Run(output.Dispose, Cancel).WaitAsync(Timeout, Cancel);
        Assert.Equal(OutputPhase.Ended, output.State.Phase);
    }

    [Fact]
    public async Task Start_WithoutTheProtocol_IsRefused()
    {
        Assert.SkipWhen(await FfmpegProgram.ProbeMuxerAsync("whip", Cancel), "This ffmpeg has WHIP.");
        var refused = await Assert.ThrowsAsync<RecordingException>(() => LiveOutputs.StartAsync(
            Frames, 30, new OutputOptions { Targets = [OutputTarget.Parse("whip+https://host/whip/secret")] }, Cancel));
        Assert.Contains("without whip", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    private static string At(string address, int port) => address.Replace("PORT", $"{port}", StringComparison.Ordinal);

    internal static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private string In(string name) => Path.Combine(_folder, name);

    private async Task<LiveOutput> BeginAsync(string address)
    {
        Assert.SkipWhen(FfmpegProgram.Path is null, "Needs the program ffmpeg.");
        var target = OutputTarget.Parse(address);
        var has = target.Protocol!.IsMuxer
            ? await FfmpegProgram.ProbeMuxerAsync(target.Protocol.Name, Cancel)
            : await FfmpegProgram.ProbeProtocolAsync(target.Protocol.Name, Cancel);
        Assert.SkipUnless(has, $"This ffmpeg lacks {target.Protocol.Name}.");
        var output = new LiveOutput(Frames, target, new FrameRate(30, 1),
            (size, rate) => StreamSink.Start(FfmpegProgram.Path!, target, VideoCodec.Find("h264"), size, rate, null), TimeSpan.FromMilliseconds(100));
        Hear(output.Notices);
        return output;
    }

    private FfmpegProcess Receive(string address, string format, string name, int seconds = 2)
    {
        Assert.SkipWhen(FfmpegProgram.Path is null, "Needs the program ffmpeg.");
        string[] listen = format == "flv" ? ["-listen", "1"] : [];
        return FfmpegProcess.Start(FfmpegProgram.Path!,
            ["-hide_banner", "-loglevel", "error", .. listen, "-f", format, "-i", address, "-t", $"{seconds}", "-c", "copy", "-y", In(name)], reads: false);
    }
}
