using Microsoft.ML.OnnxRuntime;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Gpu;

/// <summary>Where TensorRT's engines and the timings that their building measured are kept between runs.</summary>
internal static class EngineCache
{
    /// <summary>P2IKT_CACHE where it is set, else the user's cache folder; either may be deleted at any time.</summary>
    public static string Root => Environment.GetEnvironmentVariable("P2IKT_CACHE") is { Length: > 0 } set ? set
        : Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
            : OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "p2ikt-live", "engines");

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
