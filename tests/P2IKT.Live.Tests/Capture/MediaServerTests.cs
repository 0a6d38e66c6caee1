using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture;

/// <summary>A camera behind a real RTSP server of other make than ours or ffmpeg's.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class MediaServerTests : FrameTest
{
    [Fact]
    public async Task Stream_WhoseServerDiesAndComesBack_GoesOn()
    {
        Assert.SkipWhen(FfmpegProgram.Path is null, "Needs the program ffmpeg.");
        int port;
        FrameSource source;
        using (var server = new MediaServer())
        {
            port = server.Port;
            source = Open($"rtsp://127.0.0.1:{port}/film");
            Assert.Equal(new FrameSize(96, 64), source.Description.Size);
            source.Start();
            await Poll.UntilAsync(() => source.Captured > 10, "frames come");
        }
        var states = new List<ConnectionState>();
        using var connection = source.Connection.Subscribe(state =>
        {
            lock (states)
                states.Add(state);
        });
        await Poll.UntilAsync(() => Has(ConnectionState.Lost), "the loss is noticed");
        var before = source.Captured;
        using (new MediaServer(port: port))
            await Poll.UntilAsync(() => source.Captured > before + 10, "frames come again");
        await source.DisposeAsync();

        bool Has(ConnectionState state)
        {
            lock (states)
                return states.Contains(state);
        }
    }

    [Fact]
    public void Open_OfAStreamThatTheServerDoesNotHave_SaysSo()
    {
        Assert.SkipWhen(FfmpegProgram.Path is null, "Needs the program ffmpeg.");
        using var server = new MediaServer();
        var refused = Assert.Throws<CaptureException>(() => FrameSources.Open($"rtsp://user:secret@127.0.0.1:{server.Port}/nothing"));
        Assert.Contains("404", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }
}
