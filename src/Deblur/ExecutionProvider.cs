namespace P2IKT.Live.Deblur;

/// <summary>What runs the network.</summary>
public enum ExecutionProvider
{
    /// <summary>The best that works, in the order of the other members.</summary>
    Auto,

    /// <summary>NVIDIA TensorRT, half precision, engines cached on disk.</summary>
    TensorRt,

    /// <summary>NVIDIA CUDA.</summary>
    Cuda,

    /// <summary>DirectML on Windows.</summary>
    DirectMl,

    /// <summary>The processor.</summary>
    Cpu,
}
