using Microsoft.ML.OnnxRuntime;
using P2IKT.Live.Deblur.Ort;

namespace P2IKT.Live.Deblur.Gpu;

/// <summary>
/// Memory of a device, and host memory that it reaches fast: what <see cref="ResidentGraphSession"/> moves frames through.
/// </summary>
/// <remarks>
/// ONNX Runtime's own copy between the two (<c>OrtEnv.CopyTensors</c>) knows no data transfer for the providers that are built into it
/// (1.31).
/// </remarks>
internal abstract class DeviceMemory
{
    /// <summary>A new description of it for ONNX Runtime, owned by the caller.</summary>
    public abstract OrtMemoryInfo Describe();

    /// <summary>Device memory; given back by <see cref="Free"/>.</summary>
    public abstract nint Allocate(int bytes);

    /// <summary>Gives device memory back.</summary>
    public abstract void Free(nint address);

    /// <summary>Pinned host memory; given back by <see cref="FreeStaging"/>.</summary>
    public abstract nint AllocateStaging(int bytes);

    /// <summary>Gives pinned host memory back.</summary>
    public abstract void FreeStaging(nint address);

    /// <summary>Copies from staging to the device; done when it returns.</summary>
    public abstract void CopyIn(nint device, nint staging, int bytes);

    /// <summary>Copies from the device to staging; done when it returns.</summary>
    public abstract void CopyOut(nint staging, nint device, int bytes);
}
