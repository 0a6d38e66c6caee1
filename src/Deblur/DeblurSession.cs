using Microsoft.ML.OnnxRuntime;
using P2IKT.Live.Deblur.Cpu.Pyramid;
using P2IKT.Live.Deblur.Cpu.Scaling;
using P2IKT.Live.Deblur.Gpu;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur;

/// <summary>
/// A model made ready for frames of one size: provider, buffers and bindings are made once and reused for every frame. Used by
/// one thread at a time.
/// </summary>
public abstract class DeblurSession : IDisposable
{
    private volatile bool _isAbandoned;

    private protected DeblurSession(Model model, FrameSize size, ProviderChoice provider, QualityRung rung = QualityRung.Full)
    {
        (Model, Size, Provider, Rung) = (model, size, provider, rung);
        BlurSize = new FrameSize((size.Width + model.BlurStride - 1) / model.BlurStride, (size.Height + model.BlurStride - 1) / model.BlurStride);
    }

    /// <summary>The network.</summary>
    public Model Model { get; }

    /// <summary>Size of the frames, in pixels.</summary>
    public FrameSize Size { get; }

    /// <summary>Size of the blur map: the frame's over <see cref="Model.BlurStride"/>, rounded up.</summary>
    public FrameSize BlurSize { get; }

    /// <summary>What runs the network, and why nothing better does.</summary>
    public ProviderChoice Provider { get; }

    /// <summary>How much of a frame the network sees.</summary>
    public QualityRung Rung { get; }

    /// <summary>Whether it stands in for a better one that takes long to prepare.</summary>
    public bool IsInterim { get; private protected init; }

    /// <summary>Why the convolutions run in ONNX Runtime where code of our own is meant to run them, one clause; null where it does, or is not meant to.</summary>
    internal string? CpuFallbackReason { get; private protected init; }

    /// <summary>
    /// Makes a session. On a CPU, where a model brings its backbone apart, everything at full resolution runs as fused code outside
    /// ONNX Runtime; otherwise the whole graph runs in ONNX Runtime. Both give the same picture within 1/255.
    /// </summary>
    /// <exception cref="DeblurException">The model or the provider cannot be used.</exception>
    public static DeblurSession Create(Model model, FrameSize size, DeblurOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new DeblurOptions();
        var isMeant = options.OrtBackbone || options.WholeGraph; // to run in ONNX Runtime
        var provider = isMeant ? ProviderChoice.Resolve(options.Provider) : ProviderChoice.Resolve(options.Provider, model);
        try
        {
            if (options.Ensemble && options.Rung != QualityRung.Source)
                return EnsembleOf(model, size, options);
            return options.Rung switch
            {
                QualityRung.Full => CreateFull(model, size, provider, options),
                QualityRung.Source => new SourceDeblurSession(model, size, provider),
                _ => CreateReduced(model, size, provider, options),
            };
        }
        catch (OnnxRuntimeException failure)
        {
            throw new DeblurException($"Model {model.Name} cannot be run at {size} on {provider.Name}: {Models.Model.FirstLine(failure.Message)}.", failure);
        }
        catch (OverflowException failure)
        {
            throw new DeblurException($"Model {model.Name} cannot be run at {size}: the frame is too large; use a smaller one.", failure);
        }
    }

    /// <summary>Deblurs one frame.</summary>
    /// <param name="source">A published <see cref="PixelFormat.Bgr24"/> frame of <see cref="Size"/>; lent for the call.</param>
    /// <param name="sharp">A draft of the same size and format; filled, not published.</param>
    /// <param name="blur">A <see cref="PixelFormat.Float32"/> draft of <see cref="BlurSize"/>; filled with radii in pixels, not published.</param>
    public void Run(Frame source, Frame sharp, Frame blur)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(sharp);
        ArgumentNullException.ThrowIfNull(blur);
        Require(source, Size, PixelFormat.Bgr24, nameof(source));
        Require(sharp, Size, PixelFormat.Bgr24, nameof(sharp));
        Require(blur, BlurSize, PixelFormat.Float32, nameof(blur));
        _ = sharp.Draft; // throws for a published frame, which others may be reading
        _ = blur.Draft;
        try
        {
            RunCore(source, sharp, blur);
        }
        catch (OnnxRuntimeException terminated) when (_isAbandoned)
        {
            throw new OperationCanceledException("The frame was given up.", terminated);
        }
        catch (OnnxRuntimeException failure)
        {
            throw new DeblurException($"Model {Model.Name} failed on a frame of {Size} on {Provider.Name}: {Models.Model.FirstLine(failure.Message)}.", failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>As <see cref="Run"/>, unchecked: of the source only the pixels are read, which may be a draft's.</summary>
    internal abstract void RunCore(Frame source, Frame sharp, Frame blur);

    /// <summary>Whether it was abandoned, and runs no frame any more.</summary>
    internal bool IsAbandoned => _isAbandoned;

    /// <summary>
    /// From any thread, for a frame that takes long: it ends soon with an <see cref="OperationCanceledException"/>, its result undefined. The
    /// session can then only be disposed.
    /// </summary>
    internal void Abandon()
    {
        _isAbandoned = true;
        AbandonCore();
    }

    /// <summary>Runs one frame of zeros: the first is slower than the rest.</summary>
    internal void WarmUp()
    {
        using var frame = new SingleFrame(this);
        frame.Source.Publish(0, 0);
        Run(frame.Source, frame.Sharp, frame.Blur);
    }

    /// <summary>From any thread: the frame under way ends soon, in whichever way.</summary>
    private protected abstract void AbandonCore();

    private protected abstract void Dispose(bool disposing);

    /// <summary>Ends a run of ONNX Runtime between two of its nodes.</summary>
    private protected static void Terminate(RunOptions run)
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

    /// <summary>Writes the part of a padded map that belongs to the frame.</summary>
    private protected void WriteRadii(Plane radius, Frame blur)
    {
        for (var y = 0; y < BlurSize.Height; y++)
            radius.Row(y)[..BlurSize.Width].CopyTo(blur.DraftValues.Slice(y * BlurSize.Width, BlurSize.Width));
    }

    /// <summary>An ORT session of fixed shape: free dimensions overridden, so that memory is planned and kernels are chosen once.</summary>
    private protected static InferenceSession Open(
        string path, int height, int width, ProviderChoice provider, DeblurOptions options, string? engines = null, bool fixedAddresses = false)
    {
        using var settings = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = options.Threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        settings.AddFreeDimensionOverrideByName("H", height);
        settings.AddFreeDimensionOverrideByName("W", width);
        // Spinning workers would burn the cores that decode and encode the neighbouring frames.
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        ProviderChoice.Append(settings, provider.Provider, engines, fixedAddresses);
        return new InferenceSession(path, settings);
    }

    /// <summary>An ORT session for the whole graph; TensorRT finds the engine that was built for it, or builds and keeps one.</summary>
    private protected static InferenceSession Open(Model model, FrameSize size, ProviderChoice provider, DeblurOptions options, bool fixedAddresses)
    {
        var engines = provider.Provider == ExecutionProvider.TensorRt ? EngineCache.FolderFor(model, size) : null;
        if (engines is not null)
            Directory.CreateDirectory(engines);
        return Open(model.Path, size.Height, size.Width, provider, options, engines, fixedAddresses);
    }

    private static EnsembleDeblurSession EnsembleOf(Model model, FrameSize size, DeblurOptions options)
    {
        var inner = Create(model, size, options with { Ensemble = false });
        try
        {
            return new EnsembleDeblurSession(inner);
        }
        catch
        {
            inner.Dispose();
            throw;
        }
    }

    private static DeblurSession CreateFull(Model model, FrameSize size, ProviderChoice provider, DeblurOptions options)
    {
        switch (provider.Provider)
        {
            case ExecutionProvider.Cpu when model.IsRefined && model.CoefficientsPath is not null && !options.WholeGraph && !options.OrtBackbone:
                return RefinedDeblurSession.TryCreate(model, size, provider, options, out var fallbackReason)
                    ?? (DeblurSession)new GraphDeblurSession(model, size, provider, options) { CpuFallbackReason = fallbackReason };
            case ExecutionProvider.Cpu when model.IsFamily && model.CoefficientsPath is not null && !options.WholeGraph && !options.OrtBackbone:
                return FamilyDeblurSession.TryCreate(model, size, provider, options, out var reason)
                    ?? (DeblurSession)new GraphDeblurSession(model, size, provider, options) { CpuFallbackReason = reason };
            case ExecutionProvider.Cpu when !model.IsRefined && !model.IsFamily && model.CoefficientsPath is not null && !options.WholeGraph:
                return new FusedDeblurSession(model, size, provider, options);
            case ExecutionProvider.TensorRt when options.AllowInterim && !EngineCache.HasEngine(EngineCache.FolderFor(model, size)):
                return CreateOnGpu(model, size, new ProviderChoice(ExecutionProvider.Cuda, "TensorRT: its engine is being built"), options, interim: true);
            case ExecutionProvider.TensorRt or ExecutionProvider.Cuda:
                return CreateOnGpu(model, size, provider, options, interim: false);
            default:
                return new GraphDeblurSession(model, size, provider, options);
        }
    }

    private static DeblurSession CreateOnGpu(Model model, FrameSize size, ProviderChoice provider, DeblurOptions options, bool interim)
    {
        var reason = "the CUDA runtime cannot be loaded";
        try
        {
            if (CudaMemory.OfFirstGpu is { } memory)
                return new ResidentGraphSession(model, size, provider, options, memory) { IsInterim = interim };
        }
        catch (OnnxRuntimeException refused) // a graph that cannot be captured, for one
        {
            reason = Models.Model.FirstLine(refused.Message);
        }
        var slower = provider.With($"frames are bound one by one: {reason}");
        return new GraphDeblurSession(model, size, slower, options) { IsInterim = interim };
    }

    private static ReducedDeblurSession CreateReduced(Model model, FrameSize size, ProviderChoice provider, DeblurOptions options)
    {
        var inner = CreateFull(model, QuarterScale.Reduced(size, QualityLadder.Quarters(options.Rung)), provider, options);
        return new ReducedDeblurSession(inner, size, options.Rung, options);
    }

    private static void Require(Frame frame, FrameSize size, PixelFormat format, string name)
    {
        if (frame.Size != size || frame.Format != format)
            throw new ArgumentException($"The session wants {size} {format}, not {frame.Size} {frame.Format}.", name);
    }
}
