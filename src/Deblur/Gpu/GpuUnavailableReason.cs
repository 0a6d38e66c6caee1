using System.Text.RegularExpressions;

namespace P2IKT.Live.Deblur.Gpu;

/// <summary>
/// Why a GPU provider cannot be used, in one clause: ONNX Runtime's own reason is a path of the machine that built it, a signature and the
/// system's message, of which a user needs which library is missing and what brings it.
/// </summary>
internal static partial class GpuUnavailableReason
{
    private const int MostCharacters = 160;

    // By the beginning of a library's name; versions are those that ONNX Runtime 1.31 wants: see GpuLibraries.
    private static readonly (string Library, string Install)[] Packages =
    [
        ("libcuda", "NVIDIA's driver"),
        ("libcudnn", "cuDNN 9"),
        ("libnvinfer", "TensorRT 10"),
        ("libnvonnxparser", "TensorRT 10"),
        ("libcudart", "CUDA 13"),
        ("libcu", "CUDA 13"), // cublas, cufft, curand, ...
        ("libnv", "CUDA 13"), // nvrtc, nvJitLink
    ];

    /// <summary>Makes the clause.</summary>
    /// <param name="reason">What ONNX Runtime said.</param>
    public static string Describe(string reason)
    {
        if (MissingLibrary().Match(reason) is { Success: true } missing)
        {
            var library = missing.Groups["library"].Value;
            // The runtime's own libraries say "libcuda.so": cudart is another one.
            var package = Packages.FirstOrDefault(package => library.StartsWith(package.Library, StringComparison.Ordinal)
                && (package.Library != "libcuda" || library.StartsWith("libcuda.", StringComparison.Ordinal)));
            return package.Install is { } install ? $"{library} is missing: install {install} (docs/gpu.md)"
                : library.Contains("onnxruntime", StringComparison.Ordinal)
                ? $"{library} is missing beside the program: build it again with -p:Accelerator=Gpu"
                : $"{library} is missing: install what brings it";
        }
        var text = DeblurSession.FirstLine(reason);
        if (Preamble().Match(text) is { Success: true } preamble)
            text = text[preamble.Length..].TrimStart();
        return text.Length > MostCharacters ? text[..MostCharacters] + " ..." : text;
    }

    // dlopen(3): "libcublasLt.so.13: cannot open shared object file: No such file or directory"
    [GeneratedRegex(@"(?<library>lib[\w.+-]+): cannot open shared object file", RegexOptions.ExplicitCapture)]
    private static partial Regex MissingLibrary();

    // "[ErrorCode:Fail] /onnxruntime_src/.../provider_bridge_ort.cc:1844 onnxruntime::Provider& ...::Get() [ONNXRuntimeError] : 1 : FAIL :
    // "
    [GeneratedRegex(@"^.*\[ONNXRuntimeError\] : \d+ : \w+ : |^\[ErrorCode:\w+\] (/\S+:\d+ )?")]
    private static partial Regex Preamble();
}
