using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Gpu;

namespace P2IKT.Live.Tests.Deblur.Gpu;

/// <summary>Host memory that plays a device's, and knows what has not been given back.</summary>
internal sealed unsafe class HostMemory : DeviceMemory
{
    /// <summary>Blocks that are out.</summary>
    public int Outstanding { get; private set; }

    /// <summary>Allocations until the device has no room; none by default.</summary>
    public int Room { get; set; } = int.MaxValue;

    public override OrtMemoryInfo Describe() => new(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default);

    public override nint Allocate(int bytes)
    {
        if (Room-- <= 0)
            throw new DeblurException("There is no room.");
        Outstanding++;
        return (nint)NativeMemory.AlignedAlloc((nuint)bytes, 64);
    }

    public override void Free(nint address)
    {
        Outstanding--;
        NativeMemory.AlignedFree((void*)address);
    }

    public override nint AllocateStaging(int bytes) => Allocate(bytes);

    public override void FreeStaging(nint address) => Free(address);

    public override void CopyIn(nint device, nint staging, int bytes) => NativeMemory.Copy((void*)staging, (void*)device, (nuint)bytes);

    public override void CopyOut(nint staging, nint device, int bytes) => NativeMemory.Copy((void*)device, (void*)staging, (nuint)bytes);
}
