using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;

namespace P2IKT.Live.Tests.Deblur;

public sealed class CheckedModelsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private int _checks;

    private string ModelPath => Path.Combine(_folder, "refined.onnx");

    private string Cache => Path.Combine(_folder, "cache");

    public CheckedModelsTests()
    {
        foreach (var name in (string[])["refined.onnx", "refined.coefficients.onnx"])
            File.Copy(Path.Combine(Models.Parity, name), Path.Combine(_folder, name));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_TheSecondTime_ChecksNothingAndGivesTheSameModel()
    {
        var first = Load();
        var second = Load();
        Assert.Equal(1, _checks);
        Assert.Equal(first.Metadata, second.Metadata);
        Assert.Equal((first.Path, first.Name, first.Architecture), (second.Path, second.Name, second.Architecture));
        Assert.Equal((first.BlurStride, first.ContrastFloor), (second.BlurStride, second.ContrastFloor));
        Assert.Equal((first.CoefficientsPath, first.CpuFallbackReason), (second.CoefficientsPath, second.CpuFallbackReason));
        Assert.Equal(first.BandLimits, second.BandLimits);
    }

    [Theory]
    [InlineData("refined.onnx")]
    [InlineData("refined.coefficients.onnx")]
    public void Load_OfAModelThatWasCopiedAnew_ChecksItAgain(string changed)
    {
        Load();
        File.SetLastWriteTimeUtc(Path.Combine(_folder, changed), DateTime.UtcNow.AddHours(-1));
        Load();
        Assert.Equal(2, _checks);
    }

    [Fact]
    public void Load_OfAModelWithoutItsSecondFile_ChecksItAgain()
    {
        Assert.NotNull(Load().CoefficientsPath);
        File.Delete(Path.Combine(_folder, "refined.coefficients.onnx"));
        Assert.Null(Load().CoefficientsPath);
    }

    [Fact]
    public void Load_OfABrokenModel_IsRefusedEachTime()
    {
        File.WriteAllText(ModelPath, "not a model");
        Assert.Throws<DeblurException>(Load);
        Assert.Throws<DeblurException>(Load);
        Assert.Equal(2, _checks);
        Assert.False(Directory.Exists(Cache));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"Key\": \"other\", \"Metadata\": {}}")]
    [InlineData("{\"Key\": 3}")]
    public void Load_WithABrokenRecord_ChecksAndReplacesIt(string text)
    {
        Load();
        var record = Assert.Single(Directory.GetFiles(Cache));
        File.WriteAllText(record, text);
        Load();
        Assert.Equal(2, _checks);
        Load();
        Assert.Equal(2, _checks);
    }

    [Fact]
    public void Load_WithARecordWhoseMetadataWereChanged_ChecksAgain()
    {
        Load();
        var record = Assert.Single(Directory.GetFiles(Cache));
        var text = File.ReadAllText(record);
        Assert.Contains("p2ikt.blur_stride", text, StringComparison.Ordinal);
        File.WriteAllText(record, text.Replace("p2ikt.blur_stride", "p2ikt.other", StringComparison.Ordinal));
        Load();
        Assert.Equal(2, _checks);
    }

    [Fact]
    public void Load_WhereNothingCanBeWritten_ChecksEachTime()
    {
        File.WriteAllText(Cache, "a file where the folder should be");
        Load();
        Load();
        Assert.Equal(2, _checks);
    }

    private Model Load() => new CheckedModels(Cache).Load(ModelPath, path =>
    {
        _checks++;
        return ModelFile.Load(path);
    });
}
