namespace P2IKT.Live.Deblur.Gpu;

/// <summary>The options of the GPU providers, by their names.</summary>
/// <remarks>
/// https://onnxruntime.ai/docs/execution-providers/TensorRT-ExecutionProvider.html and .../CUDA-ExecutionProvider.html. The values are
/// held by unit tests; no GPU has run them yet.
/// </remarks>
internal static class GpuSettings
{
    /// <summary>Half precision, engines and timings kept in the folder; kept nowhere without one.</summary>
    /// <param name="folder">See <see cref="EngineCache.FolderFor"/>.</param>
    /// <param name="fixedAddresses">Whether every run reads and writes the same device memory, which a CUDA graph needs.</param>
    public static Dictionary<string, string> TensorRt(string? folder, bool fixedAddresses)
    {
        var settings = new Dictionary<string, string>
        {
            ["device_id"] = "0",
            ["trt_fp16_enable"] = "1",
            ["trt_cuda_graph_enable"] = fixedAddresses ? "1" : "0",
        };
        if (folder is not null)
        {
            settings["trt_engine_cache_enable"] = "1";
            settings["trt_engine_cache_path"] = folder;
            settings["trt_timing_cache_enable"] = "1";
            settings["trt_timing_cache_path"] = folder;
        }
        return settings;
    }

    /// <summary>Convolutions chosen by trying each once; TF32, whose 10 bits of mantissa are those of half precision.</summary>
    /// <param name="fixedAddresses">As for TensorRT.</param>
    public static Dictionary<string, string> Cuda(bool fixedAddresses) => new()
    {
        ["device_id"] = "0",
        ["cudnn_conv_algo_search"] = "EXHAUSTIVE",
        ["use_tf32"] = "1",
        ["enable_cuda_graph"] = fixedAddresses ? "1" : "0",
    };
}
