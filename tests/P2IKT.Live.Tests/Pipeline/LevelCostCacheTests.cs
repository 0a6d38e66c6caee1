using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Ladders;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Pipeline;
using P2IKT.Live.Tests.Deblur;

namespace P2IKT.Live.Tests.Pipeline;

public sealed class LevelCostCacheTests : IDisposable
{
    private static readonly DeblurOptions Cpu = new() { Provider = ExecutionProvider.Cpu };
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string CostFile => Path.Combine(_folder, "cache", "costs.json");

    [Fact]
    public void Levels_TheSecondTime_AreThoseOfTheFile()
    {
        var measured = Levels();
        Assert.Equal(4, measured.Count);
        var costs = File.ReadAllText(CostFile);
        Assert.Equal(measured, Levels());
        Assert.Equal(costs, File.ReadAllText(CostFile));
    }

    [Fact]
    public void Levels_OfAFileThatSaysOtherwise_AreTakenFromIt()
    {
        Levels();
        var text = File.ReadAllText(CostFile);
        var costs = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, double>>(text)!;
        foreach (var key in costs.Keys)
            costs[key] = 12345;
        File.WriteAllText(CostFile, System.Text.Json.JsonSerializer.Serialize(costs));
        Assert.All(Levels(), static level => Assert.Equal(12345, level.Cost));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[1, 2]")]
    [InlineData("{\"a\": -1}")]
    [InlineData("{\"a\": 1e99}")]
    [InlineData("{\"a\": \"fast\"}")]
    public void Levels_OfABrokenFile_AreMeasuredAndTheFileIsReplaced(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(CostFile)!);
        File.WriteAllText(CostFile, text);
        Assert.All(Levels(), static level => Assert.InRange(level.Cost, 1e-3, 1e5));
        Assert.NotEqual(text, File.ReadAllText(CostFile));
    }

    [Fact]
    public void Levels_OfAFolderThatCannotBeWritten_AreMeasured()
    {
        File.WriteAllText(Path.GetDirectoryName(CostFile)!, "a file where the folder should be");
        Assert.Equal(4, Levels().Count);
    }

    [Fact]
    public void Levels_OfAnotherMachine_AreForgotten()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(CostFile)!);
        File.WriteAllText(CostFile, "{\"another machine, p2ikt-live 1, 5 bytes, Full\": 3}");
        Levels();
        Assert.DoesNotContain("another machine", File.ReadAllText(CostFile), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private IReadOnlyList<QualityLevel> Levels() => new LevelCostCache(CostFile).Levels([Models.Live], Cpu, TestContext.Current.CancellationToken);
}
