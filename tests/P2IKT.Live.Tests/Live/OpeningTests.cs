using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Pipeline;
using P2IKT.Live.Testing.Cameras;
using P2IKT.Live.Tests.Capture;

namespace P2IKT.Live.Tests.Live;

/// <summary>The command while its source opens, and with a camera that opens without a picture.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class OpeningTests : TetheredTest
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task CtrlC_WhileACameraOpens_EndsTheProgram()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent with kill, to a program started by GNU env.");
        Camera.Manners.AnswerTime = TimeSpan.FromSeconds(1.5); // libgphoto2 waits 2.5 s for each of its answers, and needs a dozen of them
        using var program = Run("--source", Camera.Uri, "--headless", "--stills", Stills);
        await Poll.UntilAsync(() => Camera.Sessions == 1 || program.HasExited, "the camera is being opened");
        Signal(program.Id, "INT");
        var errors = await program.StandardError.ReadToEndAsync(Cancel).WaitAsync(Timeout, Cancel);
        await program.WaitForExitAsync(Cancel).WaitAsync(Timeout, Cancel);
        Assert.Equal((ExitCode.Failed, ""), (program.ExitCode, errors));
        Assert.DoesNotContain(PtpCodes.NikonGetLiveViewImage, Camera.State.Asked); // it was not waited for
    }

    [Fact]
    public async Task CtrlC_WhileAPictureIsDownloaded_SaysThatItIsLeftOnTheCard()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent with kill, to a program started by GNU env.");
        using var program = Run("--source", Camera.Uri, "--headless", "--stills", Stills);
        await Poll.UntilAsync(() => Camera.State.InLiveView || program.HasExited, "the live view runs");
        await Camera.State.ReleaseAsync(TimeSpan.Zero);
        await Poll.UntilAsync(() => File.Exists(Path.Combine(Stills, "DSC_0001.JPG")), "the first picture is saved");
        Camera.State.Exposure = static _ => new byte[8_000_000];
        Camera.Manners.ReadingTime = TimeSpan.FromMilliseconds(200); // so that the download takes a while
        await Camera.State.ReleaseAsync(TimeSpan.Zero);
        await Poll.UntilAsync(() => Directory.EnumerateFiles(Stills, ".DSC_0002*").Any(), "the second is being downloaded");
        Signal(program.Id, "INT");
        var output = await program.StandardOutput.ReadToEndAsync(Cancel).WaitAsync(Timeout, Cancel);
        await program.WaitForExitAsync(Cancel).WaitAsync(Timeout, Cancel);
        Assert.Contains("pictures: 1 saved, 1 left on the camera's card, 0 not saved", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("rtsp")]
    public async Task Stop_WhileANetworkSourceOpens_IsHeardAtOnce(string scheme)
    {
        Assert.SkipWhen(scheme == "rtsp" && FfmpegProgram.Path is null, "There is no ffmpeg.");
        using var listener = new TcpListener(IPAddress.Loopback, 0); // accepts, and says nothing
        listener.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var options = new LiveOptions { Source = $"{scheme}://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/", Headless = true };
        var starting = LivePipeline.StartAsync(options, stop.Token);
        using var client = await listener.AcceptTcpClientAsync(Cancel).AsTask().WaitAsync(Timeout, Cancel);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting.WaitAsync(Timeout, Cancel));
    }

    [Fact]
    public async Task Camera_WithoutLiveView_IsRunAndSaidToBeSo()
    {
        Camera.Manners.HasNoLiveView = true;
        using var program = Run("--source", Camera.Uri, "--headless", "--stills", Stills, "--duration", "1s");
        var output = await program.StandardOutput.ReadToEndAsync(Cancel).WaitAsync(Timeout, Cancel);
        await program.WaitForExitAsync(Cancel).WaitAsync(Timeout, Cancel);
        Assert.Equal(ExitCode.Done, program.ExitCode);
        Assert.Contains("P2IKT Test Camera: The tethered camera has no live view", output, StringComparison.Ordinal);
        Assert.Contains("0 frames captured", output, StringComparison.Ordinal);
    }

    private Process Run(params string[] arguments)
    {
        // env: what runs in the background of a script inherits an ignored SIGINT, and the tests may run so.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", typeof(ExitCode).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = Folder;
        return Process.Start(start)!;
    }
}
