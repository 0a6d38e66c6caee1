using System.Diagnostics;
using System.Security.Cryptography;
using System.Threading.Channels;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Capture.Network;
using P2IKT.Live.Frames;
using P2IKT.Live.Tests.Capture.Network;

namespace P2IKT.Live.Tests.Capture;

/// <summary>The real ffmpeg on both ends of a real RTSP connection.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class RtspTests : FrameTest
{
    [Fact]
    public async Task Stream_OverRtsp_BringsFramesAndEndsItsProgramWithIt()
    {
        Assert.SkipWhen(FfmpegProgram.Path is null, "Needs the program ffmpeg.");
        await using var camera = new RtspServer();
        var source = Open(camera.Uri);
        Assert.Equal(new FrameSize(96, 64), source.Description.Size);
        Assert.DoesNotContain("secret", source.Description.Uri, StringComparison.Ordinal);
        using var five = new CountdownEvent(5);
        using var frames = source.Frames.Subscribe(_ =>
        {
            if (!five.IsSet)
                five.Signal();
        });
        source.Start();
        Assert.True(five.Wait(TimeSpan.FromSeconds(30), Cancel));
        Assert.NotEmpty(Readers(camera.Uri));
        await source.DisposeAsync();
        Assert.Empty(Readers(camera.Uri));
    }

    [Fact]
    public async Task Stream_ThatNobodyWatches_IsClosedUntilSomebodyDoes()
    {
        Assert.SkipWhen(FfmpegProgram.Path is null, "Needs the program ffmpeg.");
        await using var camera = new RtspServer();
        var time = new ManualTime();
        var source = Open(camera.Uri, time);
        var demand = source.Demand = new FrameDemand();
        var states = Channel.CreateUnbounded<ConnectionState>();
        using var connection = source.Connection.Subscribe(state => states.Writer.TryWrite(state));
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var frames = source.Frames.Subscribe(_ => seen.TrySetResult());
        source.Start();
        Poll.Until(() => source.Captured > 0, "a frame is captured");
        Assert.NotEmpty(Readers(camera.Uri));
        time.Advance(TimeSpan.FromSeconds(6));
        var wait = await time.NextWait(Cancel);
        Assert.Empty(Readers(camera.Uri));

        var before = source.Captured;
        using var wanted = demand.Want();
        time.Advance(wait);
        await seen.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        Assert.True(source.Captured > before);
        await source.DisposeAsync();
        Assert.Equal([ConnectionState.Connected, ConnectionState.Idle, ConnectionState.Connected, ConnectionState.Ended], await states.Reader.ReadAllAsync(Cancel).Take(4).ToArrayAsync(Cancel));
        Assert.Empty(Readers(camera.Uri));
    }

    [Fact]
    public async Task Open_OfAStreamThatIsRefused_TellsWhyAndNoPassword()
    {
        Assert.SkipWhen(FfmpegProgram.Path is null, "Needs the program ffmpeg.");
        await using var camera = new RtspServer { Refusal = "404 Not Found" };
        var refused = Assert.Throws<CaptureException>(() => FrameSources.Open(camera.Uri));
        Assert.Equal(FaultKind.NotAvailable, refused.Kind);
        Assert.Contains("404", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Readers(camera.Uri));
    }

    /// <summary>
    /// ffmpeg repeats the address that it was given; what cameras want in the query is as secret as what stands before the host.
    /// </summary>
    [Fact]
    public async Task Open_OfAStreamThatIsRefused_TellsNoPasswordOfItsQuery()
    {
        Assert.SkipWhen(FfmpegProgram.Path is null, "Needs the program ffmpeg.");
        await using var camera = new RtspServer { Refusal = "404 Not Found" };
        var refused = Assert.Throws<CaptureException>(() => FrameSources.Open(camera.Uri.Replace("user:secret@", "", StringComparison.Ordinal) + "?channel=1&user=admin&pwd=ge%20heim"));
        Assert.Contains("channel=1", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("admin", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("heim", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_OverRtsps_PlaysAndSaysWhichCertificateItSaw()
    {
        Assert.SkipWhen(FfmpegProgram.Path is null, "Needs the program ffmpeg.");
        using var certificate = RawServer.SelfSigned();
        await using var camera = new RtspServer { Certificate = certificate };
        var pin = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        var unpinned = Open(camera.Uri);
        Assert.Equal(new FrameSize(96, 64), unpinned.Description.Size);
        Assert.Contains($"pin={pin}", unpinned.Description.Note, StringComparison.Ordinal);

        var pinned = Open($"{camera.Uri}?pin={pin}");
        Assert.Equal("", pinned.Description.Note);

        var refused = Assert.Throws<CaptureException>(() => FrameSources.Open($"{camera.Uri}?pin={new string('0', 64)}"));
        Assert.Contains("not the pinned one", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>The variables catch TLS in ffmpeg even for RTSP; a proxy does not reach a camera next door.</summary>
    [Fact]
    public void Program_ForACameraNextDoor_IsToldToGoRoundTheProxy()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs the program env.");
        using var env = FfmpegProcess.Start("/usr/bin/env", [], reads: true, withoutProxy: "10.0.0.7");
        var variables = new StreamReader(env.Output).ReadToEnd().Split('\n');
        Assert.EndsWith("10.0.0.7", Assert.Single(variables, static line => line.StartsWith("no_proxy=", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WithoutTheProgram_SaysWhatToInstall()
    {
        var refused = Assert.Throws<CaptureException>(() => FfmpegBridge.Open(null, new Uri("rtsp://cam/film"), "rtsp://cam/film", TimeSpan.FromSeconds(1), Cancel));
        Assert.Equal(FaultKind.NotAvailable, refused.Kind);
        Assert.Contains("ffmpeg", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OfACameraThatStaysSilent_GivesUpAfterItsPatience()
    {
        Assert.SkipWhen(FfmpegProgram.Path is null, "Needs the program ffmpeg.");
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var uri = $"rtsp://127.0.0.1:{((System.Net.IPEndPoint)silent.LocalEndpoint).Port}/film";
        var refused = Assert.Throws<CaptureException>(() => FfmpegBridge.Open(FfmpegProgram.Path, new Uri(uri), uri, TimeSpan.FromSeconds(1), Cancel));
        Assert.Contains("no picture in time", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Readers(uri));
    }

    /// <summary>Programs that were given this address, as Linux tells.</summary>
    private static List<int> Readers(string uri) => !OperatingSystem.IsLinux() ? [] : [.. Process.GetProcessesByName("ffmpeg").Select(p => p.Id).Where(id =>
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Contains(uri, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // ended meanwhile
        }
    })];
}
