using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Ort;

namespace P2IKT.Live.Tests.Deblur.Plugins;

[Trait(TestKind.Name, TestKind.Component)]
public sealed class ProviderFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Open_AFolderThatIsNotThere_IsRefusedByItsName()
    {
        var path = Path.Combine(_folder, "absent");
        var failure = Assert.Throws<DeblurException>(() => ProviderFolder.Open(path));
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
        Assert.Equal("providers", failure.Setting);
    }

    [Fact]
    public void Resolve_WithAnEmptyFolder_TakesABundledProviderAndSaysWhy()
    {
        var choice = ExecutionProviders.Resolve(new DeblurOptions { ProviderFolder = _folder });
        Assert.NotEqual(ExecutionProvider.Plugin, choice.Provider);
        Assert.StartsWith($"plug-ins: no library is in {_folder}", choice.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_OfAPluginFromAnEmptyFolder_IsRefused()
    {
        var wanted = new DeblurOptions { Provider = ExecutionProvider.Plugin, ProviderFolder = _folder };
        var failure = Assert.Throws<DeblurException>(() => ExecutionProviders.Resolve(wanted));
        Assert.Contains("no library", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_OfAPluginWithoutAFolder_IsRefused()
    {
        var wanted = new DeblurOptions { Provider = ExecutionProvider.Plugin };
        var failure = Assert.Throws<DeblurException>(() => ExecutionProviders.Resolve(wanted));
        Assert.Contains("name the folder", failure.Message, StringComparison.Ordinal);
        Assert.Equal("providers", failure.Setting);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a library")]
    [InlineData("\u007fELF\u0002\u0001\u0001 and nothing behind it that a loader could read, on sixty-four bytes or more of it all")]
    public void Open_OnAFileThatIsNoLibrary_SaysSo(string content)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Its ending is of Linux.");
        File.WriteAllText(Path.Combine(_folder, "libbroken.so"), content);
        var library = Assert.Single(ProviderFolder.Open(_folder).Libraries);
        Assert.Equal("libbroken.so", library.Name);
        Assert.Empty(library.Devices);
        Assert.NotNull(library.UnavailableReason);
        Assert.DoesNotContain("strace", library.UnavailableReason, StringComparison.Ordinal);
        if (content.Length < 20)
            Assert.Equal("it is not a library of this system", library.UnavailableReason);
    }

    [Fact]
    public void Open_OnALibraryWithoutTheEntryPoints_NamesThem()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Its ending is of Linux.");
        var unrelated = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libonnxruntime_providers_shared.so");
        Assert.SkipUnless(File.Exists(unrelated), "Needs a library to copy.");
        File.Copy(unrelated, Path.Combine(_folder, "libunrelated.so"));
        var library = Assert.Single(ProviderFolder.Open(_folder).Libraries);
        Assert.Contains("CreateEpFactories", library.UnavailableReason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NVIDIA RTX A4000, 8.6, 580.65", "TensorRT-RTX, CUDA, TensorRT, Other, Npu, Cpu")]
    [InlineData("NVIDIA H100 80GB HBM3, 9.0, 580.65", "TensorRT, CUDA, TensorRT-RTX, Other, Npu, Cpu")]
    public void Sort_PutsTheFastestOfTheCardFirst(string card, string order)
    {
        ProviderDevice[] devices =
        [
            Device("CpuExecutionProvider", "CPU", "AMD"),
            Device("NpuExecutionProvider", "NPU", "an NPU"),
            Device("OtherExecutionProvider", "GPU", card),
            Device("TensorrtExecutionProvider", "GPU", card),
            Device("CUDAExecutionProvider", "GPU", card),
            Device("NvTensorRTRTXExecutionProvider", "GPU", card),
        ];
        Assert.Equal(order, string.Join(", ", ProviderOrder.Sort(devices).Select(static device => device.Name)));
        Assert.Equal(devices.Length - 1, devices.Count(static device => device.IsAccelerator));
    }

    private static ProviderDevice Device(string provider, string kind, string description) =>
        new() { Name = ProviderOrder.NameOf(provider), ProviderName = provider, Kind = kind, Description = description };
}
