using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Deblur.Sessions;

namespace P2IKT.Live.Tests.Deblur;

[Trait(TestKind.Name, TestKind.Component)]
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
    public void Load_OfALinkToAPipe_IsRefused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Makes a named pipe.");
        using (var made = System.Diagnostics.Process.Start("mkfifo", [In("pipe")]))
            made.WaitForExit();
        File.CreateSymbolicLink(In("link.onnx"), In("pipe"));
        Assert.Contains("not a regular file", Assert.Throws<DeblurException>(() => ModelFile.Load(In("link.onnx"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AnAbsentFile_NamesIt() =>
        Assert.Contains("does not exist", Assert.Throws<DeblurException>(() => ModelFile.Load(In("absent.onnx"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("this is no network")]
    public void Load_NoOnnx_SaysSo(string content)
    {
        File.WriteAllText(In("broken.onnx"), content);
        var failure = Assert.Throws<DeblurException>(() => ModelFile.Load(In("broken.onnx")));

        Assert.Contains("broken.onnx", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void Load_ATruncatedModel_SaysSo()
    {
        File.WriteAllBytes(In("half.onnx"), File.ReadAllBytes(Models.Live.Path)[..200_000]);
        Assert.Throws<DeblurException>(() => ModelFile.Load(In("half.onnx")));
    }

    [Fact]
    public void Load_AnotherNetwork_SaysWhatTheContractLacks()
    {
        File.Copy(Models.Live.CoefficientsPath!, In("other.onnx"));
        var failure = Assert.Throws<DeblurException>(() => ModelFile.Load(In("other.onnx")));

        Assert.Contains("no input named frame", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WithoutItsBackboneApart_RunsAsAWholeGraph()
    {
        File.Copy(Models.Live.Path, In("alone.onnx"));
        var model = ModelFile.Load(In("alone.onnx"));
        using var session = DeblurSessions.Create(model, new(32, 32));

        Assert.Null(model.CoefficientsPath);
    }

    [Theory]
    [InlineData("psnr_gain", "1e400")]
    [InlineData("psnr_gain", "much")]
    [InlineData("psnr_gain.real", "NaN")]
    [InlineData("blur_correlation_plain.mild", "")]
    [InlineData("focus_decision", "-1e999")]
    [InlineData("blur_stride", null)]
    [InlineData("blur_stride", "3")]
    [InlineData("blur_stride", "8.5")]
    [InlineData("blur_stride", "0")]
    [InlineData("blur_stride", "-8")]
    [InlineData("blur_stride", "4294967304")] // 8, and a bit too much
    [InlineData("max_blur_radius", "0")]
    [InlineData("max_blur_radius", "1e9")]
    [InlineData("macs_per_pixel", "-1")]
    [InlineData("reach", "NaN")]
    [InlineData("band_limits", "3,4,6")]
    [InlineData("band_limits", "3,4,6,8,10,x")]
    [InlineData("band_limits", "3,4,6,8,10,1e39")]
    [InlineData("contrast_floor", "0")]
    [InlineData("contrast_floor", null)]
    [InlineData("name", "a\e]0;owned\a")]
    [InlineData("version", "")]
    public void Load_AModelThatLiesAboutItself_SaysWhere(string key, string? value)
    {
        var file = OnnxFile.WithMetadata(Models.Live.Path, In("liar.onnx"), "p2ikt." + key, value);
        File.Copy(Models.Live.CoefficientsPath!, In("liar.coefficients.onnx"));
        var failure = Assert.Throws<DeblurException>(() => ModelFile.Load(file));

        Assert.Contains("p2ikt." + key, failure.Message.Replace(" blur_stride ", " p2ikt.blur_stride ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(ExitCode.ModelNotUsable, ExitCode.Of(failure));
    }

    [Fact]
    public void Load_AStrideThatItsMapDoesNotHave_SaysWhatItIs()
    {
        // A whole graph, whose cells may have any size.
        var file = OnnxFile.WithMetadata(Models.Live.Path, In("liar.onnx"), "p2ikt.band_limits", null);
        Assert.Equal(8, ModelFile.Load(file).BlurStride);
        var failure = Assert.Throws<DeblurException>(() => ModelFile.Load(OnnxFile.WithMetadata(file, In("stride.onnx"), "p2ikt.blur_stride", "4")));

        Assert.Contains("its output blur is [1, 1, 7, 10], not [1, 1, 14, 19]", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WithConvolutionsOfAnotherNetwork_SaysThatTheyDoNotBelong()
    {
        File.Copy(Models.Live.Path, In("mine.onnx"));
        File.Copy(new ModelCatalog(Models.Folder).Find(ModelCatalog.Finest).CoefficientsPath!, In("mine.coefficients.onnx"));

        Assert.Contains("mine.coefficients.onnx", Assert.Throws<DeblurException>(() => ModelFile.Load(In("mine.onnx"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WithConvolutionsOfOtherWeights_SaysThatTheyDoNotBelong()
    {
        File.Copy(Models.Live.Path, In("mine.onnx"));
        OnnxFile.WithOtherWeights(Models.Live.CoefficientsPath!, In("mine.coefficients.onnx"));
        var failure = Assert.Throws<DeblurException>(() => ModelFile.Load(In("mine.onnx")));

        Assert.Contains("do not belong together", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(200_000)]
    public void Load_WithConvolutionsCutOff_SaysSo(int bytes)
    {
        File.Copy(Models.Live.Path, In("mine.onnx"));
        File.WriteAllBytes(In("mine.coefficients.onnx"), File.ReadAllBytes(Models.Live.CoefficientsPath!)[..bytes]);

        Assert.Contains("mine.coefficients.onnx", Assert.Throws<DeblurException>(() => ModelFile.Load(In("mine.onnx"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OfADevice_DoesNotWaitForIt()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "Needs /dev/zero, which never ends.");
        Assert.Contains("not a regular file", Assert.Throws<DeblurException>(() => ModelFile.Load("/dev/zero")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Session_OfAModelWithoutItsConvolutionsBeside_SaysThatItIsSlower()
    {
        File.Copy(Models.Live.Path, In("alone.onnx"));
        using var session = DeblurSessions.Create(ModelFile.Load(In("alone.onnx")), new(32, 32), new DeblurOptions { Provider = ExecutionProvider.Cpu });

        Assert.Equal("ONNX Runtime runs the network, slower: its convolutions apart, alone.coefficients.onnx, are not beside it", session.Provider.Note);
    }

    [Theory]
    [InlineData(ModelCatalog.Default)]
    [InlineData(ModelCatalog.Finest)]
    public void Session_OfAModelWithAnOperatorThatIsNotProvidedFor_SaysThatItIsSlower(string name)
    {
        var model = new ModelCatalog(Models.Folder).Find(name);
        File.Copy(model.Path, In("mine.onnx"));
        OnnxFile.WithUnknownOperator(model.CoefficientsPath!, In("mine.coefficients.onnx"));
        using var session = DeblurSessions.Create(ModelFile.Load(In("mine.onnx")), new(64, 48), new DeblurOptions { Provider = ExecutionProvider.Cpu });

        Assert.Contains("ONNX Runtime runs the network, slower: its convolutions hold an operator Identity", session.Provider.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Session_WithConvolutionsOfOurOwn_HasNothingToSay()
    {
        using var session = DeblurSessions.Create(Models.Live, new(64, 48), new DeblurOptions { Provider = ExecutionProvider.Cpu });
        Assert.Equal("", session.Provider.Note);
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
