using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Gpu;
using P2IKT.Live.Deblur.Models;

namespace P2IKT.Live.Tests.Deblur.Gpu;

public sealed class EngineCacheTests
{
    private static readonly EngineCacheKey Key = new("ab12", new(1280, 720), "fp16", "NVIDIA RTX A4000, 8.6, 580.65", "10.9.0", "1.31.1");

    [Fact]
    public void FolderName_OfTheSameKey_IsTheSame() => Assert.Equal(Key.FolderName, (Key with { }).FolderName);

    [Fact]
    public void FolderName_ChangesWithEachPart()
    {
        string[] names =
        [
            Key.FolderName,
            (Key with { ModelHash = "ab13" }).FolderName,
            (Key with { Size = new(1280, 721) }).FolderName,
            (Key with { Size = new(720, 1280) }).FolderName,
            (Key with { Precision = "fp32" }).FolderName,
            (Key with { Gpu = "NVIDIA RTX A4000, 8.9, 580.65" }).FolderName,
            (Key with { TensorRt = "10.9.1" }).FolderName,
            (Key with { OnnxRuntime = "1.31.0" }).FolderName,
        ];
        Assert.Distinct(names);
    }

    [Fact]
    public void FolderName_HasARecordPartForEveryPropertyOfTheKey() =>
        Assert.Equal(6, typeof(EngineCacheKey).GetConstructors().Max(c => c.GetParameters().Length)); // a seventh needs a line above

    [Fact]
    public void FolderName_OfAnyKey_CanBeAFolder() => Assert.Matches("^[0-9a-z-]+$", Key.FolderName);

    [Fact]
    public void HashOf_AnotherModel_IsAnother()
    {
        var hq = new ModelCatalog(Models.Folder).Find("p2ikt-live-hq");
        Assert.Equal(64, EngineCacheKey.HashOf(hq.Path).Length);
        Assert.NotEqual(EngineCacheKey.HashOf(Models.Live.Path), EngineCacheKey.HashOf(hq.Path));
    }

    [Fact]
    public void HasEngine_IsToldByItsFile()
    {
        var folder = Directory.CreateTempSubdirectory("p2ikt-engines-");
        try
        {
            Assert.False(EngineCache.HasEngine(folder.FullName));
            File.WriteAllText(Path.Combine(folder.FullName, "part.timing"), "");
            Assert.False(EngineCache.HasEngine(folder.FullName));
            File.WriteAllText(Path.Combine(folder.FullName, "part.engine"), "");
            Assert.True(EngineCache.HasEngine(folder.FullName));
            Assert.False(EngineCache.HasEngine(Path.Combine(folder.FullName, "absent")));
            Assert.False(EngineCache.HasEngine(null));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
