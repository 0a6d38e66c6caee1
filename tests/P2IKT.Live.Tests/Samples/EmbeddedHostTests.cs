namespace P2IKT.Live.Tests.Samples;

/// <summary>The sample of single stages, from packages.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class EmbeddedHostTests : PackageTest
{
    [Fact]
    public async Task Sample_FromPackages_DeblursFrames()
    {
        await PackAsync("Frames", "Capture", "Deblur");
        foreach (var file in Directory.EnumerateFiles(RepositoryFolder.At("samples", "EmbeddedHost")))
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));

        await DotnetAsync("build", Folder, "-c", "Release", "--nologo", "-v", "quiet", $"-p:P2iktFeed={Feed}", $"-p:P2iktVersion={Version}");
        var output = await DotnetAsync(
            Path.Combine(Folder, "bin", "Release", "net10.0", "EmbeddedHost.dll"), RepositoryFolder.At("models", "p2ikt-live.onnx"), "test:?size=320x180", "5");

        Assert.Equal(5, output.Split('\n').Count(line => line.StartsWith("frame ", StringComparison.Ordinal)));
        Assert.InRange((await File.ReadAllLinesAsync(Path.Combine(Folder, "Program.cs"), TestContext.Current.CancellationToken)).Length, 1, 39);
    }
}
