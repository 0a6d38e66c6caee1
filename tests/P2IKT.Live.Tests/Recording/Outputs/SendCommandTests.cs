using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Commands;
using P2IKT.Live.Tests.Recording.Clips;

namespace P2IKT.Live.Tests.Recording.Outputs;

/// <summary><c>live --send</c> in the real program.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class SendCommandTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
    }

    [Theory]
    [InlineData("is not an address to send to", "--send", "file:/tmp/x.ts")]
    [InlineData("does not exist", "--send", "/dev/no-such-device")]
    [InlineData("is not a virtual camera", "--send", "/dev/null")]
    [InlineData("is not a rate", "--send", "udp://127.0.0.1:9", "--send-bitrate", "7")]
    [InlineData("is for video", "--source", "folder:.", "--send", "udp://127.0.0.1:9")]
    public async Task Send_ToWhatTakesNoStream_ExitsWith2(string why, params string[] arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Its devices are of Linux.");
        Assert.Equal(ExitCode.WrongUsage, await Run(arguments));
        Assert.Contains(why, _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_OverUdp_ReachesAReceiver()
    {
        Assert.SkipWhen(FfmpegProgram.Path is null, "Needs the program ffmpeg.");
        var file = Path.Combine(Directory.CreateTempSubdirectory("send").FullName, "a.mkv");
        var address = $"udp://127.0.0.1:{StreamOutputTests.FreePort()}";
        using var receiver = FfmpegProcess.Start(FfmpegProgram.Path!,
            ["-hide_banner", "-loglevel", "error", "-f", "mpegts", "-i", address, "-t", "1", "-c", "copy", "-y", file], reads: false);
        Assert.Equal(ExitCode.Done, await Run("--frames", "240", "--send", address + "?pkt_size=1316", "--send", "udp://127.0.0.1:9"));
        await Poll.UntilAsync(() => receiver.HasExited, "the receiver has a second of it");
        Assert.Equal("h264", Ffprobe.Video(file).GetProperty("codec_name").GetString());
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    private Task<int> Run(params string[] arguments)
    {
        string[] source = arguments.Contains("--source") ? [] : ["--source", "test:?size=160x96"];
        return CommandLine.RunAsync(["live", "--headless", .. source, .. arguments], _output, _errors);
    }
}
