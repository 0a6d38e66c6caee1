using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Ort;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Deblur.Plugins;

[Trait(TestKind.Name, TestKind.Component)]
public sealed class CompiledModelsTests : IDisposable
{
    private static readonly FrameSize Size = new(64, 48);
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory().FullName, "compiled");
    private readonly SimulatedCompiler _compiler = new();
    private readonly ProviderDevice _device = Device();

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);

    [Fact]
    public void Find_TheSecondTime_CompilesNothing()
    {
        Assert.True(Compiled.MustCompile(Models.Live, Size, _device));
        var path = Find();
        Assert.Equal("compiled 1", File.ReadAllText(path!));
        Assert.False(Compiled.MustCompile(Models.Live, Size, _device));
        Assert.Equal(path, Find());
        Assert.Equal(1, _compiler.Runs);
        Assert.Equal(2, Directory.GetFiles(_folder).Length); // the model and its checksum, no draft
    }

    [Fact]
    public void Find_ForAnotherSizeModelOrDevice_CompilesAnother()
    {
        string?[] paths =
        [
            Find(),
            Compiled.Find(Models.Live, new FrameSize(64, 49), _device, out _),
            Compiled.Find(Models.Find("refined"), Size, _device, out _),
            Compiled.Find(Models.Live, Size, Device(), out _), // another version, driver or card
        ];
        Assert.Equal(4, paths.Distinct().Count());
        Assert.Equal(4, _compiler.Runs);
    }

    [Theory]
    [InlineData(false)] // the model is damaged
    [InlineData(true)] // its checksum is missing
    public void Find_OfADamagedFile_CompilesAgain(bool checksum)
    {
        var path = Find()!;
        if (checksum)
            File.Delete(path + ".sha256");
        else
            File.AppendAllText(path, "!");
        Assert.True(Compiled.MustCompile(Models.Live, Size, _device));
        Assert.Equal("compiled 2", File.ReadAllText(Find()!));
    }

    [Fact]
    public void Find_OfAModelThatTheProviderNoLongerTakes_CompilesAgain()
    {
        Find();
        _compiler.Takes = false;
        Assert.Equal("compiled 2", File.ReadAllText(Find()!));
    }

    [Fact]
    public void Find_OnAProviderThatCompilesNothing_AsksItOnce()
    {
        _compiler.Compiles = false;
        Assert.Null(Find());
        Assert.Null(Find());
        Assert.Equal(1, _compiler.Runs);
        Assert.False(Compiled.MustCompile(Models.Live, Size, _device));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Find_WhereNothingCanBeWritten_SaysWhyAndTriesNoMore()
    {
        File.WriteAllText(_folder, "a file where the folder should be");
        Assert.Null(Compiled.Find(Models.Live, Size, _device, out var reason));
        Assert.StartsWith("it runs the model as it is: ", reason, StringComparison.Ordinal);
        Assert.Null(Compiled.Find(Models.Live, Size, _device, out var again));
        Assert.Equal(reason, again);
    }

    private CompiledModels Compiled => new(_folder, _compiler);

    private string? Find() => Compiled.Find(Models.Live, Size, _device, out _);

    private static ProviderDevice Device() => new() { Name = "Simulated plug-in", Identity = Guid.NewGuid().ToString() };

    private sealed class SimulatedCompiler : IModelCompiler
    {
        public int Runs { get; private set; }

        public bool Compiles { get; set; } = true;

        public bool Takes { get; set; } = true;

        public bool Compile(string model, string compiled, FrameSize size, ProviderDevice device)
        {
            Runs++;
            Assert.True(File.Exists(model));
            File.WriteAllText(compiled, $"compiled {Runs}");
            return Compiles;
        }

        public bool IsCompatible(string compiled, ProviderDevice device) => Takes;
    }
}
