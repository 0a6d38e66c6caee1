using Microsoft.ML.OnnxRuntime;

namespace P2IKT.Live.Deblur;

/// <summary>An execution provider out of a plug-in library, and the device on which it runs a network.</summary>
/// <remarks>Made by <see cref="Ort.ProviderFolder"/>. The library stays loaded until the program ends.</remarks>
public sealed record ProviderDevice
{
    internal ProviderDevice()
    {
    }

    /// <summary>"TensorRT-RTX plug-in": the name that users know.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>Name of the provider in ONNX Runtime, such as "NvTensorRTRTXExecutionProvider".</summary>
    public string ProviderName { get; internal init; } = "";

    /// <summary>Who made the provider; empty where the library does not say.</summary>
    public string Vendor { get; internal init; } = "";

    /// <summary>Version of the provider; empty where the library does not say.</summary>
    public string Version { get; internal init; } = "";

    /// <summary>"GPU", "NPU" or "CPU".</summary>
    public string Kind { get; internal init; } = "";

    /// <summary>The device in words: "NVIDIA RTX A4000", or vendor and number where no more is known.</summary>
    public string Description { get; internal init; } = "";

    /// <summary>Path of the library.</summary>
    public string LibraryPath { get; internal init; } = "";

    /// <summary>Whether it is faster than the processor: a GPU or an NPU. Only such a device is chosen automatically.</summary>
    public bool IsAccelerator => Kind != nameof(OrtHardwareDeviceType.CPU);

    /// <summary>The same in ONNX Runtime; it owns it.</summary>
    internal OrtEpDevice Handle { get; init; } = null!;

    /// <summary>All on which a compiled model depends, beside model and size; each part on a line of its own.</summary>
    internal string Identity { get; init; } = "";
}
