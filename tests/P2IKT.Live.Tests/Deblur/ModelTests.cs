using P2IKT.Live.Deblur;

namespace P2IKT.Live.Tests.Deblur;

public sealed class ModelTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("p2ikt-models-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Load_TheShippedModel_TellsWhatItIs()
    {
        var model = Models.Live;

        Assert.Equal("p2ikt-live", model.Name);
        Assert.Equal(8, model.BlurStride);
        Assert.InRange(model.MacsPerPixel, 100, 4000);
        Assert.InRange(model.MaxBlurRadius, 4, 64);
        Assert.NotNull(model.CoefficientsPath);
        Assert.True(model.PsnrGain > 0);
    }

    [Fact]
    public void Load_AnAbsentFile_NamesIt() =>
        Assert.Contains("does not exist", Assert.Throws<DeblurException>(() => Model.Load(In("absent.onnx"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("this is no network")]
    public void Load_NoOnnx_SaysSo(string content)
    {
        File.WriteAllText(In("broken.onnx"), content);
        var failure = Assert.Throws<DeblurException>(() => Model.Load(In("broken.onnx")));

        Assert.Contains("broken.onnx", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void Load_ATruncatedModel_SaysSo()
    {
        File.WriteAllBytes(In("half.onnx"), File.ReadAllBytes(Models.Live.Path)[..200_000]);
        Assert.Throws<DeblurException>(() => Model.Load(In("half.onnx")));
    }

    [Fact]
    public void Load_AnotherNetwork_SaysWhatTheContractLacks()
    {
        File.Copy(Models.Live.CoefficientsPath!, In("other.onnx"));
        var failure = Assert.Throws<DeblurException>(() => Model.Load(In("other.onnx")));

        Assert.Contains("no input named frame", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WithoutItsBackboneApart_RunsAsAWholeGraph()
    {
        File.Copy(Models.Live.Path, In("alone.onnx"));
        var model = Model.Load(In("alone.onnx"));
        using var session = DeblurSession.Create(model, new(32, 32));

        Assert.Null(model.CoefficientsPath);
    }

    [Fact]
    public void Find_AnUnknownName_ListsTheKnownOnes() =>
        Assert.Contains("p2ikt-live", Assert.Throws<DeblurException>(() => new ModelCatalog(Models.Folder).Find("p2ikt-dream")).Message, StringComparison.Ordinal);

    [Fact]
    public void Find_APath_OpensThatFile()
    {
        File.Copy(Models.Live.Path, In("mine.onnx"));
        Assert.Equal(In("mine.onnx"), new ModelCatalog(Models.Folder).Find(In("mine.onnx")).Path);
    }

    [Fact]
    public void Files_InAnAbsentFolder_AreNone() => Assert.Empty(new ModelCatalog(In("nowhere")).Files);

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
