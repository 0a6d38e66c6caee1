using System.Diagnostics;
using P2IKT.Live.Deblur.Ort;

namespace P2IKT.Live.Tests.Deblur.Plugins;

/// <summary>
/// A real provider library, compiled from provider.c into a folder of its own. Skips the test where there is no C compiler, or where
/// NuGet's folder does not hold the headers of ONNX Runtime.
/// </summary>
internal sealed class ProbeProvider : IDisposable
{
    private readonly string _failing;

    /// <param name="name">Name of the provider; another one for each library of this process.</param>
    public ProbeProvider(string name)
    {
        Folder = Directory.CreateTempSubdirectory().FullName;
        _failing = Path.Combine(Folder, "failing");
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var headers = Path.Combine(packages, "microsoft.ml.onnxruntime", ExecutionProviders.RuntimeVersion, "build", "native", "include");
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/gcc"), "Needs gcc on Linux.");
        Assert.SkipUnless(Directory.Exists(headers), $"Needs the headers of ONNX Runtime in {headers}.");
        var source = Path.Combine(AppContext.BaseDirectory, "Deblur", "Plugins", "provider.c");
        using var compiler = Process.Start("/usr/bin/gcc",
        [
            "-shared", "-fPIC", "-I", headers,
            $"-DNAME=\"{name}\"", $"-DFAILING=\"{_failing}\"", source, "-o", Path.Combine(Folder, "libprobe.so"),
        ]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
    }

    /// <summary>The folder of the library.</summary>
    public string Folder { get; }

    /// <summary>From now on every run fails.</summary>
    public void Fail() => File.WriteAllText(_failing, "");

    public void Dispose() => Directory.Delete(Folder, recursive: true); // the library stays mapped
}
