using P2IKT.Live.Deblur.Gpu;

namespace P2IKT.Live.Tests.Deblur.Gpu;

public sealed class GpuLibrariesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("p2ikt-libraries-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void All_OnAMachineWithout_SaysWhatToInstall()
    {
        var libraries = Look();
        Assert.All(libraries.All, library => Assert.Contains($"{library.Name} {library.Major} is not on the library path", library.Problem, StringComparison.Ordinal));
        Assert.Null(libraries.VersionOf("nvinfer"));
    }

    [Theory]
    [InlineData("libnvinfer.so.10.9.0", "10.9.0")]
    [InlineData("libnvinfer.so.10", "10")]
    [InlineData("nvinfer_10.dll", "10")]
    public void VersionOf_ALibraryThatIsThere_IsItsFiles(string file, string version)
    {
        var libraries = Look(file, "libnvinfer_plugin.so.10.9.0", "libnvinfer.so");
        Assert.Equal(version, libraries.VersionOf("nvinfer"));
        Assert.Null(libraries.All.Single(library => library.File == "nvinfer").Problem);
    }

    [Fact]
    public void VersionOf_SeveralFiles_IsTheFullVersionOfTheWantedMajor() =>
        Assert.Equal("10.9.0", Look("libnvinfer.so.10", "libnvinfer.so.10.9.0", "libnvinfer.so.11.2.1").VersionOf("nvinfer"));

    [Theory]
    [InlineData("libcudart.so.12.4.127", "CUDA runtime 12.4.127 is here, CUDA runtime 13 is wanted")]
    [InlineData("cudart64_12.dll", "CUDA runtime 12 is here, CUDA runtime 13 is wanted")]
    [InlineData("libcudart.so.130", "CUDA runtime 130 is here, CUDA runtime 13 is wanted")]
    public void Problem_OfAnotherMajorVersion_NamesBoth(string file, string expected) =>
        Assert.StartsWith(expected, Look(file).All.Single(library => library.File == "cudart").Problem, StringComparison.Ordinal);

    private GpuLibraries Look(params string[] files)
    {
        foreach (var file in files)
            File.WriteAllText(Path.Combine(_folder.FullName, file), "");
        return new GpuLibraries([_folder.FullName, Path.Combine(_folder.FullName, "absent")]);
    }
}
