using Microsoft.ML.OnnxRuntime;
using P2IKT.Live.Deblur.Gpu;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Ort;

/// <summary>Opens graphs in ONNX Runtime for frames of one size.</summary>
internal static class OrtSessions
{
    /// <summary>The output that says how far each radius can be trusted; not every model has it.</summary>
    public const string Confidence = "confidence";

    /// <summary>The compiled models of plug-in providers.</summary>
    public static CompiledModels PluginModels => new(Path.Combine(DeblurCache.Folder, "compiled"), new OrtModelCompiler());

    /// <summary>
    /// Opens a graph at a fixed shape: free dimensions are overridden, so that memory is planned and kernels are chosen once.
    /// </summary>
    /// <param name="path">The ONNX file, with the free dimensions H and W.</param>
    /// <param name="size">Their values.</param>
    /// <param name="provider">Runs it.</param>
    /// <param name="options">Number of threads.</param>
    /// <param name="engines">Folder in which TensorRT keeps its engines; null: they are not kept.</param>
    /// <param name="fixedAddresses">Whether every run reads and writes the same device memory.</param>
    public static InferenceSession Open(
        string path, FrameSize size, ProviderChoice provider, DeblurOptions options, string? engines = null, bool fixedAddresses = false)
    {
        using var settings = Settings(size, options.Threads);
        if (provider.Device is { } device)
            ExecutionProviders.Append(settings, device);
        else
            ExecutionProviders.Append(settings, provider.Provider, engines, fixedAddresses);
        return new InferenceSession(path, settings);
    }

    /// <summary>Settings for frames of one size, owned by the caller; no provider is chosen yet.</summary>
    /// <param name="size">Size of the frames.</param>
    /// <param name="threads">Threads of the operators that run on the processor.</param>
    public static SessionOptions Settings(FrameSize size, int threads)
    {
        var settings = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        settings.AddFreeDimensionOverrideByName("H", size.Height);
        settings.AddFreeDimensionOverrideByName("W", size.Width);
        // Spinning workers would take the cores that decode and encode the neighbouring frames.
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return settings;
    }

    /// <summary>Opens a model's whole graph; TensorRT loads the engine that was built for it, or builds and keeps one.</summary>
    public static InferenceSession OpenWhole(SessionRequest request, bool fixedAddresses)
    {
        var engines = request.Provider.Provider == ExecutionProvider.TensorRt ? EngineCache.FolderFor(request.Model, request.Size) : null;
        if (engines is not null)
            Directory.CreateDirectory(engines);
        return request.Provider.Device is { } device
            ? OpenCompiled(request, device)
            : Open(request.Model.Path, request.Size, request.Provider, request.Options, engines, fixedAddresses);
    }

    /// <summary>
    /// Opens what the provider has compiled of a model; the model itself where there is nothing, or the provider refuses it.
    /// </summary>
    private static InferenceSession OpenCompiled(SessionRequest request, ProviderDevice device)
    {
        if (PluginModels.Find(request.Model, request.Size, device, out _) is { } compiled)
        {
            try
            {
                return Open(compiled, request.Size, request.Provider, request.Options);
            }
            catch (OnnxRuntimeException)
            {
                CompiledModels.Discard(compiled); // it is compiled anew at the next start
            }
        }
        return Open(request.Model.Path, request.Size, request.Provider, request.Options);
    }

    /// <summary>From any thread: ends a run between two of its nodes. Does nothing once the run is disposed.</summary>
    public static void Terminate(RunOptions run)
    {
        try
        {
            run.Terminate = true;
        }
        catch (ObjectDisposedException)
        {
            // The session has ended already.
        }
    }
}
