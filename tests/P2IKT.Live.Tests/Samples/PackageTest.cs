using System.Diagnostics;

namespace P2IKT.Live.Tests.Samples;

/// <summary>The packages as a host gets them: packed into a feed of the test's own, restored from it, and forgotten afterwards.</summary>
public abstract class PackageTest : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    private protected string Feed { get; } = Directory.CreateTempSubdirectory("feed").FullName;

    private protected string Version { get; } = $"0.0.1-test.{DateTime.UtcNow.Ticks}";

    /// <summary>Where the host is built.</summary>
    private protected string Folder { get; } = Directory.CreateTempSubdirectory("host").FullName;

    public virtual void Dispose()
    {
        Directory.Delete(Feed, recursive: true);
        Directory.Delete(Folder, recursive: true);
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        foreach (var package in Directory.EnumerateDirectories(cache, "p2ikt.live.*").Select(folder => Path.Combine(folder, Version)).Where(Directory.Exists))
            Directory.Delete(package, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected async Task PackAsync(params string[] libraries)
    {
        foreach (var library in libraries)
        {
            await DotnetAsync(
                "pack", RepositoryFolder.At("src", library), "-c", "Release", "--no-build", "--nologo", "-v", "quiet", "-o", Feed, $"-p:MinVerVersionOverride={Version}");
        }
    }

    private protected static async Task<string> DotnetAsync(params string[] arguments)
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
