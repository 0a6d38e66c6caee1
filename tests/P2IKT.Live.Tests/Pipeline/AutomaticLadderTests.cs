using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Ladders;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Pipeline;
using P2IKT.Live.Tests.Deblur;

namespace P2IKT.Live.Tests.Pipeline;

[Trait(TestKind.Name, TestKind.Component)]
public sealed class AutomaticLadderTests : IDisposable
{
    private static readonly DeblurOptions Cpu = new() { Provider = ExecutionProvider.Cpu };
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    [Fact]
    public void Load_OfTheShippedModels_HasSeveralOfThemBestFirst()
    {
        var ladder = Load(Models.Folder);
        Assert.True(ladder.IsMeasured);
        Assert.True(ladder.Levels.Select(static level => level.Model.Name).Distinct().Count() > 1);
        Assert.Equal(ladder.Levels.Select(static level => level.Gain).OrderDescending(), ladder.Levels.Select(static level => level.Gain));
        Assert.Equal(ladder.Levels.Select(static level => level.Cost).OrderDescending(), ladder.Levels.Select(static level => level.Cost));
        Assert.Equal(QualityRung.Source, ladder.Levels[^1].Rung);
    }

    [Fact]
    public void Load_OfAFolderWithABrokenModel_LeavesItOut()
    {
        Install("p2ikt-live");
        File.WriteAllText(Path.Combine(_folder, "broken.onnx"), "no network");
        Assert.All(Load(_folder).Levels, static level => Assert.Equal("p2ikt-live", level.Model.Name));
    }

    [Fact]
    public void Load_OfAnEmptyFolder_IsRefused() => Assert.Contains(
        "p2ikt-live", Assert.Throws<DeblurException>(() => Load(_folder)).Message, StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static QualityLadder Load(string folder) => AutomaticLadder.Load(new ModelCatalog(folder), Cpu, TestContext.Current.CancellationToken);

    private void Install(string name)
    {
        foreach (var file in Directory.EnumerateFiles(Models.Folder, name + ".*"))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
    }
}
