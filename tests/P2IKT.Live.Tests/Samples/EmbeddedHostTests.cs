using System.Diagnostics;

namespace P2IKT.Live.Tests.Samples;

/// <summary>The packages as a host gets them: packed, restored from a feed, built and run.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class EmbeddedHostTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);
    private static readonly string[] Libraries = ["Frames", "Capture", "Deblur"];
    private readonly string _feed = Directory.CreateTempSubdirectory("feed").FullName;
    private readonly string _sample = Directory.CreateTempSubdirectory("host").FullName;
    private readonly string _version = $"0.0.1-test.{DateTime.UtcNow.Ticks}";

    public void Dispose()
    {
        Directory.Delete(_feed, recursive: true);
        Directory.Delete(_sample, recursive: true);
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        foreach (var package in Libraries.Select(library => Path.Combine(cache, $"p2ikt.live.{library}".ToLowerInvariant(), _version)).Where(Directory.Exists))
            Directory.Delete(package, recursive: true);
    }

    [Fact]
    public async Task Sample_FromPackages_DeblursFrames()
    {
        foreach (var library in Libraries)
        {
            await DotnetAsync(
                "pack", RepositoryFolder.At("src", library), "-c", "Release", "--no-build", "--nologo", "-v", "quiet", "-o", _feed, $"-p:PackageVersion={_version}");
        }
        foreach (var file in Directory.EnumerateFiles(RepositoryFolder.At("samples", "EmbeddedHost")))
            File.Copy(file, Path.Combine(_sample, Path.GetFileName(file)));

        await DotnetAsync("build", _sample, "-c", "Release", "--nologo", "-v", "quiet", $"-p:P2iktFeed={_feed}", $"-p:P2iktVersion={_version}");
        var output = await DotnetAsync(
            Path.Combine(_sample, "bin", "Release", "net10.0", "EmbeddedHost.dll"), RepositoryFolder.At("models", "p2ikt-live.onnx"), "test:?size=320x180", "5");

        Assert.Equal(5, output.Split('\n').Count(line => line.StartsWith("frame ", StringComparison.Ordinal)));
        Assert.InRange((await File.ReadAllLinesAsync(Path.Combine(_sample, "Program.cs"), TestContext.Current.CancellationToken)).Length, 1, 39);
    }

    private static async Task<string> DotnetAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // a node that stays would keep the output's handle
        using var program = Process.Start(start)!;
        var cancel = TestContext.Current.CancellationToken;
        var (output, errors) = (program.StandardOutput.ReadToEndAsync(cancel), program.StandardError.ReadToEndAsync(cancel));
        try
        {
            await program.WaitForExitAsync(cancel).WaitAsync(Timeout, cancel);
        }
        finally
        {
            if (!program.HasExited)
                program.Kill(entireProcessTree: true);
        }
        Assert.True(program.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}: {await output}{await errors}");
        return await output;
    }
}
