using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Gpu;

/// <summary>An input or output of a graph in device memory, and its copy in pinned host memory. Owns both.</summary>
internal sealed unsafe class DeviceTensor : IDisposable
{
    private readonly DeviceMemory _memory;
    private readonly OwnedResources _owned;
    private readonly nint _staging, _device;
    private readonly int _bytes;

    /// <param name="memory">The device's; not owned.</param>
    /// <param name="description">The same for ONNX Runtime; not owned.</param>
    /// <param name="type">Type of an element.</param>
    /// <param name="shape">Sizes of the dimensions.</param>
    /// <param name="bytes">Size of the whole tensor.</param>
    public DeviceTensor(DeviceMemory memory, OrtMemoryInfo description, TensorElementType type, long[] shape, int bytes)
    {
        using var owned = new OwnedResources();
        (_memory, _bytes) = (memory, bytes);
        _staging = memory.AllocateStaging(bytes);
        owned.Add(new Release(memory.FreeStaging, _staging));
        _device = memory.Allocate(bytes);
        owned.Add(new Release(memory.Free, _device));
        Value = owned.Add(OrtValue.CreateTensorValueWithData(description, type, shape, _device, bytes));
        _owned = owned.Move();
    }

    /// <summary>The tensor in device memory, to be bound.</summary>
    public OrtValue Value { get; }

    /// <summary>The copy in host memory; valid until disposal.</summary>
    public Span<byte> Staged => new((void*)_staging, _bytes);

    /// <summary>Copies from host to device; done on return.</summary>
    public void CopyIn() => _memory.CopyIn(_device, _staging, _bytes);

    /// <summary>Copies from device to host; done on return.</summary>
    public void CopyOut() => _memory.CopyOut(_staging, _device, _bytes);

    /// <inheritdoc/>
    public void Dispose() => _owned.Dispose();

    private sealed class Release(Action<nint> free, nint address) : IDisposable
    {
        public void Dispose() => free(address);
    }
}
