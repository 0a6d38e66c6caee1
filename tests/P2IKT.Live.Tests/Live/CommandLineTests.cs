using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using OpenCvSharp;
using P2IKT.Live.Commands;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Ort;

namespace P2IKT.Live.Tests.Live;

[Trait(TestKind.Name, TestKind.Component)]
public sealed class CommandLineTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("p2ikt-live-");
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _output.Dispose();
        _errors.Dispose();
    }

    [Theory]
    [InlineData("--source nonsense:here", ExitCode.WrongUsage)]
    [InlineData("--source test:?size=big", ExitCode.WrongUsage)]
    [InlineData("--provider abacus", ExitCode.WrongUsage)]
    [InlineData("--provider 4", ExitCode.WrongUsage)]
    [InlineData("--frames 0", ExitCode.WrongUsage)]
    [InlineData("--frames many", ExitCode.WrongUsage)]
    [InlineData("--duration -3s", ExitCode.WrongUsage)]
    [InlineData("--duration soon", ExitCode.WrongUsage)]
    [InlineData("--latency -1", ExitCode.WrongUsage)]
    [InlineData("--frames 3 --duration 3s", ExitCode.WrongUsage)]
    [InlineData("--listen 0.0.0.0:99999", ExitCode.WrongUsage)]
    [InlineData("--renew-tokens", ExitCode.WrongUsage)]
    [InlineData("--certificate cert.pem", ExitCode.WrongUsage)]
    [InlineData("--listen 0.0.0.0:0 --key key.pem", ExitCode.WrongUsage)]
    [InlineData("--listen 127.0.0.1:99999", ExitCode.WrongUsage)]
    [InlineData("--listen here", ExitCode.WrongUsage)]
    [InlineData("--osc here", ExitCode.WrongUsage)]
    [InlineData("--osc 127.0.0.1:99999", ExitCode.WrongUsage)]
    [InlineData("--osc 127.0.0.1:0", ExitCode.WrongUsage)]
    [InlineData("--osc-from 192.0.2.7", ExitCode.WrongUsage)]
    [InlineData("--osc 0.0.0.0:0 --osc-from 7", ExitCode.WrongUsage)]
    [InlineData("--osc 0.0.0.0:0 --osc-from 192.0.2.7,", ExitCode.WrongUsage)]
    [InlineData("--osc 0.0.0.0:0 --osc-from 0.0.0.0", ExitCode.WrongUsage)]
    [InlineData("--send-bitrate 6M", ExitCode.WrongUsage)]
    [InlineData("--stats /no/such/folder/s.json", ExitCode.WrongUsage)]
    [InlineData("--unknown", ExitCode.WrongUsage)]
    [InlineData("dance", ExitCode.WrongUsage)]
    [InlineData("--source absent.mp4", ExitCode.SourceNotAvailable)]
    [InlineData("--source file:absent.mp4", ExitCode.SourceNotAvailable)]
    [InlineData("--source camera:/dev/video97", ExitCode.SourceNotAvailable)]
    [InlineData("--source folder:", ExitCode.WrongUsage)]
    [InlineData("--source folder:absent", ExitCode.SourceNotAvailable)]
    [InlineData("--source test: --output here", ExitCode.WrongUsage)]
    [InlineData("--source folder:/tmp --output /dev/null/here", ExitCode.WrongUsage)]
    [InlineData("--record clip.avi", ExitCode.WrongUsage)]
    [InlineData("--record /dev/null/clip.mp4", ExitCode.WrongUsage)]
    [InlineData("--record clip.mp4 --codec divx", ExitCode.WrongUsage)]
    [InlineData("--record clip.mp4 --codec ffv1", ExitCode.WrongUsage)]
    [InlineData("--record clip.mp4 --codec h264-videotoolbox", ExitCode.SourceNotAvailable)]
    [InlineData("--record clip.mp4 --source folder:/tmp", ExitCode.WrongUsage)]
    [InlineData("--record clip.mp4 --split 0.1s", ExitCode.WrongUsage)]
    [InlineData("--record clip.mp4 --split 1KB", ExitCode.WrongUsage)]
    [InlineData("--record clip.mp4 --pre-roll 90s", ExitCode.WrongUsage)]
    [InlineData("--record clip.mp4 --record-fps 1000", ExitCode.WrongUsage)]
    [InlineData("--record clip.mp4 --record-overlay stars", ExitCode.WrongUsage)]
    [InlineData("--record clip.mp4 --record-overlay outline:limit=99", ExitCode.WrongUsage)]
    [InlineData("--model absent", ExitCode.ModelNotUsable)]
    [InlineData("--model ./absent.onnx", ExitCode.ModelNotUsable)]
    public async Task Run_OnBadInput_SaysOneSentenceAndExitsWithItsCode(string arguments, int code)
    {
        var exit = await CommandLine.RunAsync([.. arguments.Split(' '), .. arguments == "dance" ? [] : (string[])["--headless"]], _output, _errors);

        Assert.Equal(code, exit);
        AssertOneSentence();
    }

    [Fact]
    public async Task Run_WithACertificateThatIsNotThere_NamesItAndTheFlag()
    {
        Assert.Equal(ExitCode.WrongUsage, await Run(
            "--source", "test:?size=32x32", "--model", "p2ikt-live", "--listen", "0.0.0.0:0", "--certificate", "/no/such.pem"));
        AssertOneSentence("/no/such.pem cannot be read");
        Assert.EndsWith("(--certificate).\n", _errors.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Whatever repeats what was typed: the parser of the command line does, too.</summary>
    [Theory]
    [InlineData("http://admin:sec#ret@10.0.0.7/video")]
    [InlineData("--source", "htpp://admin:sec#ret@10.0.0.7/video")]
    [InlineData("--source", "http://admin:sec#ret@10.0.0.7/video")]
    [InlineData("deblur", "http://admin:sec#ret@10.0.0.7/video", "-o", "out")]
    public async Task Run_OnAPasswordInTheWrongPlace_NeverPrintsIt(params string[] arguments)
    {
        Assert.NotEqual(ExitCode.Done, await CommandLine.RunAsync(arguments, _output, _errors));
        Assert.NotEmpty(_errors.ToString());
        Assert.DoesNotContain("sec", _errors.ToString() + _output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tensorrt", ExecutionProvider.TensorRt)]
    [InlineData("cuda", ExecutionProvider.Cuda)]
    public async Task Run_OnAProviderThatIsNotHere_SaysWhyAndTakesNoOther(string name, ExecutionProvider provider)
    {
        var reason = ExecutionProviders.CheckAll().Single(s => s.Provider == provider).Reason;
        if (reason is null)
            Assert.Skip($"{name} works here.");
        Assert.Equal(ExitCode.ModelNotUsable, await Run("--headless", "--frames", "3", "--provider", name));
        AssertOneSentence(reason);
    }

    [Fact]
    public async Task Run_OnAFolderOfProvidersThatIsNotThere_SaysSo()
    {
        Assert.Equal(ExitCode.ModelNotUsable, await Run("--headless", "--frames", "3", "--providers", In("absent")));
        AssertOneSentence(In("absent"));
    }

    [Fact]
    public async Task Run_OnAnEmptyFolderOfProviders_SaysWhyAndGoesOn()
    {
        Assert.Equal(ExitCode.Done, await Run(
            "--headless", "--frames", "3", "--source", "test:?size=64x48", "--model", "p2ikt-live", "--providers", _folder.FullName));
        Assert.Contains($"plug-ins: no library is in {_folder.FullName}", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_WithAFolderOfProviders_SaysWhatEachLibraryIs()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Its ending is of Linux.");
        File.WriteAllText(In("libtext.so"), "a letter and no library");
        Assert.Equal(ExitCode.Done, await Run("doctor", "--providers", _folder.FullName));
        Assert.Contains("libtext.so", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("not a library", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3")]
    [InlineData("best")]
    public async Task Eval_OnARungThatIsNone_NamesTheRungs(string rung)
    {
        Assert.Equal(ExitCode.WrongUsage, await Run("eval", _folder.FullName, "--quality", rung));
        AssertOneSentence("threequarters");
    }

    [Theory]
    [InlineData("empty.mp4", "")]
    [InlineData("text.mp4", "this is a letter and no film")]
    public async Task Run_OnAFileThatIsNoVideo_SaysSo(string name, string content)
    {
        File.WriteAllText(In(name), content);

        Assert.Equal(ExitCode.SourceNotAvailable, await Run("--headless", "--source", In(name)));
        AssertOneSentence(name);
    }

    [Fact]
    public async Task Run_OnAModelThatIsNoOnnx_SaysSo()
    {
        File.WriteAllText(In("poem.onnx"), "roses are red");

        Assert.Equal(ExitCode.ModelNotUsable, await Run("--headless", "--model", In("poem.onnx")));
        AssertOneSentence("poem.onnx");
    }

    [Fact]
    public async Task Run_OnAPortThatIsTaken_SaysSo()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        Assert.Equal(ExitCode.Failed, await Run("--source", "test:?size=32x32", "--listen", $"127.0.0.1:{port}"));
        AssertOneSentence(port.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("0.0.0.0:0")]
    [InlineData("[::]:0")]
    [InlineData("192.0.2.20:9000")]
    public async Task Run_WithOscWhereOthersReachIt_WithoutAListOfThem_SaysHowToAddOne(string listen)
    {
        Assert.Equal(ExitCode.WrongUsage, await Run("--source", "test:?size=32x32", "--osc", listen));
        AssertOneSentence($"--osc {listen} lets others control the camera, and OSC has no passwords: add --osc-from");
    }

    [Fact]
    public async Task Run_OnAPortForOscThatIsTaken_NamesItAndTheFlag()
    {
        using var taken = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));

        Assert.Equal(ExitCode.Failed, await Run(
            "--source", "test:?size=32x32", "--model", "p2ikt-live", "--listen", "127.0.0.1:0", "--osc", $"{taken.Client.LocalEndPoint}"));
        AssertOneSentence($"Cannot listen for OSC on {taken.Client.LocalEndPoint}: another program uses that port");
        Assert.EndsWith("(--osc).\n", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithOsc_SaysWhereItListens()
    {
        Assert.Equal(ExitCode.Done, await Run("--source", "test:?size=32x32", "--model", "p2ikt-live", "--listen", "127.0.0.1:0",
            "--osc", "localhost:0", "--osc-from", "192.0.2.7,fe80::7", "--frames", "3"));
        Assert.Contains("Remote controls: OSC on 127.0.0.1:", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithoutThePreviewAndALimit_NamesNoneThatItIsOver()
    {
        // Two frames of which each takes longer than the limit of a run with a preview.
        Assert.Equal(ExitCode.Done, await Run("--headless", "--source", "test:?size=1920x1080", "--model", "p2ikt-live-xl", "--frames", "2"));
        Assert.DoesNotContain("asked for", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1x1")]
    [InlineData("1x37")]
    [InlineData("97x61")]
    public async Task Run_OnTheTestSceneOfAnySize_AccountsForEveryFrame(string size)
    {
        Assert.Equal(ExitCode.Done, await Run("live", "--headless", "--source", $"test:?size={size}&fps=120", "--frames", "25", "--stats", In("s.json")));

        using var stats = JsonDocument.Parse(File.ReadAllText(In("s.json")));
        var frames = stats.RootElement.GetProperty("frames");
        Assert.Equal(25, frames.GetProperty("captured").GetInt64());
        Assert.Equal(25, frames.GetProperty("deblurred").GetInt64() + frames.GetProperty("dropped").GetInt64());
        Assert.True(frames.GetProperty("deblurred").GetInt64() > 0);
        Assert.Equal(size, stats.RootElement.GetProperty("size").GetString());
        Assert.Equal("p2ikt-live", stats.RootElement.GetProperty("model").GetString());
        foreach (var stage in (string[])["capture", "deblur", "encode"])
            Assert.True(stats.RootElement.GetProperty("stageMs").GetProperty(stage).GetProperty("p95").GetDouble() >= 0);
        Assert.True(stats.RootElement.GetProperty("latencyMs").GetProperty("p50").GetDouble() > 0);
        Assert.Equal("", _errors.ToString());
    }

    [Fact]
    public async Task Run_OnAVideoThatEnds_EndsWithAllItsFrames()
    {
        WriteVideo(In("clip.avi"), frames: 12);

        Assert.Equal(ExitCode.Done, await Run("--headless", "--source", In("clip.avi"), "--stats", In("s.json")));
        using var stats = JsonDocument.Parse(File.ReadAllText(In("s.json")));
        Assert.Equal(12, stats.RootElement.GetProperty("frames").GetProperty("captured").GetInt64());
    }

    [Fact]
    public async Task Run_OnAVideoThatLoops_GoesOnPastItsEnd()
    {
        WriteVideo(In("clip.avi"), frames: 6);

        Assert.Equal(ExitCode.Done, await Run("--headless", "--source", $"file:{In("clip.avi")}?loop=1", "--frames", "20", "--stats", In("s.json")));
        using var stats = JsonDocument.Parse(File.ReadAllText(In("s.json")));
        Assert.Equal(20, stats.RootElement.GetProperty("frames").GetProperty("captured").GetInt64());
    }

    [Fact]
    public async Task Run_OnAHotFolder_WritesTheStillsAndSaysHowManyCouldNotBeWritten()
    {
        using var picture = new Mat(24, 32, MatType.CV_8UC3, Scalar.All(90));
        Cv2.ImWrite(In("a.png"), picture);
        Directory.CreateDirectory(In("sub"));
        Cv2.ImWrite(In("sub/b.jpg"), picture);
        Directory.CreateDirectory(In("out"));
        File.WriteAllText(In("out/sub"), "in the way of the folder of the result");
        string[] run = ["--headless", "--source", $"folder:{_folder.FullName}?existing=1&stable=0.1", "--output", In("out")];

        Assert.Equal(ExitCode.Failed, await Run([.. run, "--frames", "2"]));
        Assert.True(File.Exists(In("out/a.deblurred.png")));
        Assert.Contains("1 of the stills", _errors.ToString(), StringComparison.Ordinal);

        File.Delete(In("out/sub"));
        Assert.Equal(ExitCode.Done, await Run([.. run, "--frames", "1"]));
        Assert.True(File.Exists(In("out/sub/b.deblurred.jpg")));
        Assert.Contains("1 done, 1 done earlier", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ForADuration_StopsByItself() =>
        Assert.Equal(ExitCode.Done, await Run("--headless", "--source", "test:?size=32x32", "--duration", "200ms"));

    [Theory]
    [InlineData("devices", "test:")]
    [InlineData("models", "p2ikt-live")]
    [InlineData("doctor", "ONNX Runtime")]
    [InlineData("--help", "--source")]
    [InlineData("live --help", "--provider")]
    public async Task Run_WhatOnlyTells_TellsItAndExitsWithZero(string arguments, string expected)
    {
        Assert.Equal(ExitCode.Done, await Run(arguments.Split(' ')));
        Assert.Contains(expected, _output.ToString(), StringComparison.Ordinal);
        Assert.Equal("", _errors.ToString());
    }

    private async Task<int> Run(params string[] arguments) => await CommandLine.RunAsync(arguments, _output, _errors);

    private void AssertOneSentence(string mentions = "")
    {
        var said = _errors.ToString();
        Assert.StartsWith("p2ikt-live: ", said, StringComparison.Ordinal);
        Assert.Equal(said.Length - 1, said.IndexOf('\n', StringComparison.Ordinal));
        Assert.Contains(mentions, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    private static void WriteVideo(string file, int frames)
    {
        using var writer = new VideoWriter(file, FourCC.MJPG, 60, new Size(64, 48));
        using var frame = new Mat(48, 64, MatType.CV_8UC3);
        for (var i = 0; i < frames; i++)
        {
            frame.SetTo(new Scalar(10 * i, 128, 255 - 10 * i));
            writer.Write(frame);
        }
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
