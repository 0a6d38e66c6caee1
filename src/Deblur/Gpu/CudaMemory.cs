using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace P2IKT.Live.Deblur.Gpu;

/// <summary>
/// The first GPU's memory, through the CUDA runtime that ONNX Runtime's provider has loaded already
/// (https://docs.nvidia.com/cuda/cuda-runtime-api/group__CUDART__MEMORY.html).
/// </summary>
/// <remarks>Not run yet: no GPU was at hand.</remarks>
internal sealed unsafe class CudaMemory : DeviceMemory
{
    private const int HostToDevice = 1; // cudaMemcpyKind
    private const int DeviceToHost = 2;
    private const uint DefaultPinning = 0; // cudaHostAllocDefault
    private static readonly Lazy<CudaMemory?> First = new(Load);

    private readonly delegate* unmanaged<nint*, nuint, int> _malloc;
    private readonly delegate* unmanaged<nint, int> _free;
    private readonly delegate* unmanaged<nint*, nuint, uint, int> _hostAlloc;
    private readonly delegate* unmanaged<nint, int> _freeHost;
    private readonly delegate* unmanaged<nint, nint, nuint, int, int> _memcpy;

    private CudaMemory(nint runtime)
    {
        _malloc = (delegate* unmanaged<nint*, nuint, int>)NativeLibrary.GetExport(runtime, "cudaMalloc");
        _free = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(runtime, "cudaFree");
        _hostAlloc = (delegate* unmanaged<nint*, nuint, uint, int>)NativeLibrary.GetExport(runtime, "cudaHostAlloc");
        _freeHost = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(runtime, "cudaFreeHost");
        _memcpy = (delegate* unmanaged<nint, nint, nuint, int, int>)NativeLibrary.GetExport(runtime, "cudaMemcpy");
    }

    /// <summary>Null where the CUDA runtime that ONNX Runtime wants is not there.</summary>
    public static CudaMemory? OfFirstGpu => First.Value;

    public override OrtMemoryInfo Describe() => new(OrtMemoryInfo.allocatorCUDA, OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default);

    public override nint Allocate(int bytes)
    {
        nint address;
        Check(_malloc(&address, (nuint)bytes), $"reserve {bytes} bytes of the GPU's memory");
        return address;
    }

    public override void Free(nint address) => _ = _free(address); // at the end, when the error cannot be handled any more

    public override nint AllocateStaging(int bytes)
    {
        nint address;
        Check(_hostAlloc(&address, (nuint)bytes, DefaultPinning), $"pin {bytes} bytes of memory");
        return address;
    }

    public override void FreeStaging(nint address) => _ = _freeHost(address);

    // Blocking: from pinned memory it returns when the copy is done, whatever stream ONNX Runtime works on.
    public override void CopyIn(nint device, nint staging, int bytes) =>
        Check(_memcpy(device, staging, (nuint)bytes, HostToDevice), "copy a frame to the GPU");

    public override void CopyOut(nint staging, nint device, int bytes) =>
        Check(_memcpy(staging, device, (nuint)bytes, DeviceToHost), "copy a result from the GPU");

    private static CudaMemory? Load()
    {
        var major = GpuLibraries.CudaMajor;
        var name = OperatingSystem.IsWindows() ? $"cudart64_{major}.dll" : $"libcudart.so.{major}";
        return NativeLibrary.TryLoad(name, out var runtime) ? new CudaMemory(runtime) : null;
    }

    private static void Check(int error, string what)
    {
        if (error != 0)
        {
            var message = $"CUDA could not {what} (error {error}); close other programs that use the GPU, or choose the provider cpu.";
            throw new DeblurException(message) { Setting = "provider" };
        }
    }
}
