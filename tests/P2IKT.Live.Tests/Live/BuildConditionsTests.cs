using System.Diagnostics;

namespace P2IKT.Live.Tests.Live;

/// <summary>Packages that no test machine may hold stand under MSBuild conditions: evaluated here, though never restored.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class BuildConditionsTests
{
    [Theory]
    [InlineData("Cpu", "Microsoft.ML.OnnxRuntime", "Microsoft.ML.OnnxRuntime.Gpu")]
    [InlineData("Gpu", "Microsoft.ML.OnnxRuntime.Gpu", "Microsoft.ML.OnnxRuntime")]
    public async Task Program_ForAnAccelerator_ReferencesItsRuntimeAlone(string accelerator, string referenced, string absent)
    {
        var project = Path.Combine(RepositoryFolder.Root, "src", "Live", "Live.csproj");
        using var msbuild = Process.Start(new ProcessStartInfo("dotnet", ["msbuild", project, "-getItem:PackageReference", $"-p:Accelerator={accelerator}"])
        {
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1" }, // the tests report to nobody either
        })!;
        var items = await msbuild.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await msbuild.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, msbuild.ExitCode);
        Assert.Contains($"\"Identity\": \"{referenced}\"", items, StringComparison.Ordinal);
        Assert.DoesNotContain($"\"Identity\": \"{absent}\"", items, StringComparison.Ordinal);
    }
}
