namespace P2IKT.Live.Deblur;

/// <summary>What runs the network.</summary>
public enum ExecutionProvider
{
    /// <summary>The best that works: a plug-in where a folder of them is named, then the others in their order here.</summary>
    Auto,

    /// <summary>NVIDIA TensorRT, half precision, engines cached on disk.</summary>
    TensorRt,

    /// <summary>NVIDIA CUDA.</summary>
    Cuda,

    /// <summary>DirectML on Windows.</summary>
    DirectMl,

    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>A provider out of a plug-in library: see <see cref="DeblurOptions.ProviderFolder"/>.</summary>
    Plugin,
}
