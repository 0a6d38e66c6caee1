using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace P2IKT.Live.Tests.Samples;

/// <summary><c>dotnet new p2ikt-host</c>: installed from its package, made, built and run.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class HostTemplateTests : PackageTest
{
    private readonly string _hive = Directory.CreateTempSubdirectory("templates").FullName;

    public override void Dispose()
    {
        base.Dispose();
        Directory.Delete(_hive, recursive: true);
    }

    [Fact]
    public async Task Template_MakesAHostThatServesTheLiveView()
    {
        await PackAsync("Frames", "Capture", "Deblur", "Focus", "Recording", "Preview", "Pipeline", "Analyzers");
        await DotnetAsync(
            "pack", RepositoryFolder.At("templates"), "-c", "Release", "--nologo", "-v", "quiet", "-o", Feed, $"-p:MinVerVersionOverride={Version}");
        var package = Assert.Single(Directory.GetFiles(Feed, "P2IKT.Live.Templates.*.nupkg"));
        await DotnetAsync("new", "install", package, "--debug:custom-hive", _hive);
        var project = Path.Combine(Folder, "Studio");
        await DotnetAsync("new", "p2ikt-host", "-o", project, "--debug:custom-hive", _hive,
            "--source", "test:?size=160x96&fps=20", "--models", RepositoryFolder.At("models"), "--feed", Feed, "--packages", Version);
        Assert.True(File.Exists(Path.Combine(project, "Studio.csproj")));
        await DotnetAsync("build", project, "-c", "Release", "--nologo", "-v", "quiet", "-warnaserror");
        var reader = Path.Combine(project, "FrameReader.cs");
        var good = await File.ReadAllTextAsync(reader, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            reader, good.Replace("if (now < next)", "_kept = frame;\n            if (now < next)", StringComparison.Ordinal)
                .Replace("    protected override", "    private DeblurredFrame? _kept;\n\n    protected override", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Contains("P2L001", await DotnetAsync("build", project, "-c", "Debug", "--nologo"), StringComparison.Ordinal);

        var port = FreePort();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(project, "bin", "Release", "net10.0", "Studio.dll"), $"--P2iktLive:Port={port}"])
        {
            RedirectStandardOutput = true,
        };
        using var host = Process.Start(start)!;
        try
        {
            await Poll.UntilAsync(async () => await IsReadyAsync(port), "the host serves its live view");
            while (await host.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                if (line.Contains("sharpest place", StringComparison.Ordinal))
                    return;
            }
            Assert.Fail("The host ended without a frame.");
        }
        finally
        {
            host.Kill(entireProcessTree: true);
            await host.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task<bool> IsReadyAsync(int port)
    {
        using var client = new HttpClient();
        try
        {
            return (await client.GetAsync(new Uri($"http://127.0.0.1:{port}/api/status"), TestContext.Current.CancellationToken)).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // not yet
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
