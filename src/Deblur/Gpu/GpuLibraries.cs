using System.Text.RegularExpressions;

namespace P2IKT.Live.Deblur.Gpu;

/// <summary>Which versions of NVIDIA's libraries lie on the library path, beside those that ONNX Runtime 1.31 wants.</summary>
/// <remarks>
/// CUDA 13, cuDNN 9 and TensorRT 10 are what the libraries in the package Microsoft.ML.OnnxRuntime.Gpu.Linux 1.31.0 are linked against
/// (readelf -d). Looked up, not tried: no GPU was at hand.
/// </remarks>
public sealed partial class GpuLibraries
{
    internal const int CudaMajor = 13;

    private static readonly (string Name, string File, int Major)[] Wanted =
        [("CUDA runtime", "cudart", CudaMajor), ("cuDNN", "cudnn", 9), ("TensorRT", "nvinfer", 10)];

    private static readonly Lazy<GpuLibraries> Here = new(() => new GpuLibraries(LibraryPath()));

    /// <summary>Looks into these folders.</summary>
    public GpuLibraries(IEnumerable<string> folders)
    {
        var files = folders.Distinct().Where(Directory.Exists).SelectMany(Directory.EnumerateFiles).Select(Path.GetFileName)
            .OfType<string>().ToList();
        All = [.. Wanted.Select(w => new GpuLibrary(w.Name, w.File, w.Major, Versions(files, w.File)))];
    }

    /// <summary>The libraries of this machine, looked for once.</summary>
    public static GpuLibraries OfThisMachine => Here.Value;

    /// <summary>Every library that is wanted.</summary>
    public IReadOnlyList<GpuLibrary> All { get; }

    /// <summary>The longest version of the wanted major that is there ("10.9.0"); null when none is.</summary>
    public string? VersionOf(string file) =>
        All.Single(library => library.File == file) is var wanted
            ? wanted.Found.Where(wanted.IsWanted).MaxBy(version => version.Length)
            : null;

    private static List<string> Versions(IEnumerable<string> files, string name) =>
        [.. files.Select(file => LibraryName().Match(file)).Where(match => match.Success && match.Groups["name"].Value == name)
            .Select(match => match.Groups["version"].Value).Distinct()
            .OrderByDescending(version => version.Split('.').Select(int.Parse).First())
            .ThenByDescending(version => version, StringComparer.Ordinal)];

    private static string[] LibraryPath()
    {
        var variable = Environment.GetEnvironmentVariable(OperatingSystem.IsWindows() ? "PATH" : "LD_LIBRARY_PATH") ?? "";
        var named = variable.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return OperatingSystem.IsWindows() ? named
            : [.. named, AppContext.BaseDirectory, "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64",
                "/usr/local/cuda/lib64", "/usr/local/lib", "/opt/tensorrt/lib"];
    }

    // libcudart.so.13, libnvinfer.so.10.9.0; on Windows cudart64_13.dll, nvinfer_10.dll.
    [GeneratedRegex(
        @"^(?:lib(?<name>cudart|cudnn|nvinfer)\.so\.(?<version>\d+(?:\.\d+)*)"
        + @"|(?<name>cudart|cudnn|nvinfer)(?:64)?_(?<version>\d+)\.dll)$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex LibraryName();
}
