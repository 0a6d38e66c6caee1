using Microsoft.ML.OnnxRuntime;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Gpu;

/// <summary>Where TensorRT's engines and the timings that their building measured are kept between runs.</summary>
internal static class EngineCache
{
    /// <summary>Either of its folders may be deleted at any time.</summary>
    public static string Root => DeblurCache.Folder;

    /// <summary>
    /// The folder of a model at a size on this machine; null where the GPU or TensorRT's version is not known: an incomplete key could name
    /// a wrong engine.
    /// </summary>
    public static string? FolderFor(Model model, FrameSize size) =>
        NvidiaDriver.Gpu is { } gpu && GpuLibraries.OfThisMachine.VersionOf("nvinfer") is { } tensorRt
            ? Path.Combine(Root, new EngineCacheKey(
                EngineCacheKey.HashOf(model.Path), size, "fp16", gpu, tensorRt, OrtEnv.Instance().GetVersionString()).FolderName)
            : null;

    /// <summary>Whether an engine was built there, so that a session takes seconds and not minutes.</summary>
    public static bool HasEngine(string? folder) =>
        folder is not null && Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.engine").Any();
}
