using P2IKT.Live.Deblur.Gpu;

namespace P2IKT.Live.Tests.Deblur.Gpu;

/// <summary>
/// What ONNX Runtime 1.31.0 says when a GPU provider cannot be loaded, copied from runs of <c>-p:Accelerator=Gpu</c> without a GPU.
/// </summary>
public sealed class GpuUnavailableReasonTests
{
    private const string Cuda =
        "[ErrorCode:Fail] /onnxruntime_src/onnxruntime/core/session/provider_bridge_ort.cc:2043 onnxruntime::Provider& onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : 1 : FAIL : "
        + "Failed to load library /opt/p2ikt-live/runtimes/linux-x64/native/libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared object file: No such file or directory\n";

    [Theory]
    [InlineData("libcublasLt.so.13", "libcublasLt.so.13 is missing: install CUDA 13 (docs/gpu.md)")]
    [InlineData("libcurand.so.10", "libcurand.so.10 is missing: install CUDA 13 (docs/gpu.md)")]
    [InlineData("libcudart.so.13", "libcudart.so.13 is missing: install CUDA 13 (docs/gpu.md)")]
    [InlineData("libcudnn.so.9", "libcudnn.so.9 is missing: install cuDNN 9 (docs/gpu.md)")]
    [InlineData("libcudnn_graph.so.9", "libcudnn_graph.so.9 is missing: install cuDNN 9 (docs/gpu.md)")]
    [InlineData("libnvinfer.so.10", "libnvinfer.so.10 is missing: install TensorRT 10 (docs/gpu.md)")]
    [InlineData("libnvonnxparser.so.10", "libnvonnxparser.so.10 is missing: install TensorRT 10 (docs/gpu.md)")]
    [InlineData("libcuda.so.1", "libcuda.so.1 is missing: install NVIDIA's driver (docs/gpu.md)")]
    [InlineData("libonnxruntime_providers_shared.so", "libonnxruntime_providers_shared.so is missing beside the program: build it again with -p:Accelerator=Gpu")]
    [InlineData("librt.so.1", "librt.so.1 is missing: install what brings it")]
    public void Describe_OfALibraryThatIsMissing_NamesItAndWhatToInstall(string library, string clause) =>
        Assert.Equal(clause, GpuUnavailableReason.Describe(Cuda.Replace("libcublasLt.so.13", library, StringComparison.Ordinal)));

    [Theory]
    [InlineData("[ErrorCode:Fail] OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library", "OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library")]
    [InlineData("[ErrorCode:Fail] /onnxruntime_src/a.cc:12 bool onnxruntime::Call() [ONNXRuntimeError] : 1 : FAIL : CUDA failure 100: no CUDA-capable device is detected\nmore", "CUDA failure 100: no CUDA-capable device is detected")]
    [InlineData("plain", "plain")]
    public void Describe_OfAnotherReason_LeavesOutWhereItWasCompiled(string reason, string clause) => Assert.Equal(clause, GpuUnavailableReason.Describe(reason));

    [Fact]
    public void Describe_OfALongReason_IsShort() => Assert.InRange(GpuUnavailableReason.Describe(new string('x', 5000)).Length, 1, 200);
}
