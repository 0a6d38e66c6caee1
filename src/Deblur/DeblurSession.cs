using Microsoft.ML.OnnxRuntime;
using P2IKT.Live.Deblur.Confidence;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur;

/// <summary>
/// A model made ready for frames of one size: provider, buffers and bindings are made once and reused for every frame. Made by
/// <see cref="Sessions.DeblurSessions.Create"/>, owned by the caller, used by one thread at a time.
/// </summary>
public abstract class DeblurSession : IDisposable
{
    private volatile bool _isAbandoned;
    private TextureConfidence? _texture; // made when first needed

    /// <param name="model">The network.</param>
    /// <param name="size">Size of the frames, in pixels.</param>
    /// <param name="provider">What runs the network.</param>
    /// <param name="rung">How much of a frame the network sees.</param>
    protected DeblurSession(Model model, FrameSize size, ProviderChoice provider, QualityRung rung = QualityRung.Full)
    {
        ArgumentNullException.ThrowIfNull(model);
        (Model, Size, Provider, Rung) = (model, size, provider, rung);
        BlurSize = new FrameSize(
            (size.Width + model.BlurStride - 1) / model.BlurStride, (size.Height + model.BlurStride - 1) / model.BlurStride);
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

    /// <summary>Whether it stands in for a better session that takes long to prepare.</summary>
    public bool IsInterim { get; protected internal set; }

    /// <summary>
    /// Whether the network itself says how far its radii can be trusted. Otherwise that is derived from the texture of the frame.
    /// </summary>
    public virtual bool HasConfidence => false;

    /// <summary>
    /// Why ONNX Runtime runs the convolutions instead of the CPU engine, one clause; null where the engine runs them or is not meant to.
    /// </summary>
    internal string? CpuFallbackReason { get; private protected init; }

    /// <summary>Deblurs one frame.</summary>
    /// <param name="source">A published <see cref="PixelFormat.Bgr24"/> frame of <see cref="Size"/>; lent for the call.</param>
    /// <param name="sharp">A draft of the same size and format; filled, not published.</param>
    /// <param name="blur">
    /// A <see cref="PixelFormat.Float32"/> draft of <see cref="BlurSize"/>; filled with radii in pixels, not published.
    /// </param>
    /// <exception cref="OperationCanceledException">The session was abandoned while the stage ended.</exception>
    /// <exception cref="DeblurException">The network failed.</exception>
    public void Run(Frame source, Frame sharp, Frame blur) => Update(source, sharp, blur, changed: null);

    /// <summary>
    /// As <see cref="Run"/>, for a frame of which only a part has changed since the last run: the network may keep what it has made of the
    /// rest. What is done at full resolution is done for the whole frame.
    /// </summary>
    /// <param name="source">See <see cref="Run"/>.</param>
    /// <param name="sharp">See <see cref="Run"/>.</param>
    /// <param name="blur">See <see cref="Run"/>.</param>
    /// <param name="changed">In pixels of the frame; null: all, as after a frame that this session has not seen.</param>
    internal void Update(Frame source, Frame sharp, Frame blur, PixelArea? changed)
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
            if (changed is { } part)
                UpdateCore(source, sharp, blur, part);
            else
                RunCore(source, sharp, blur);
        }
        catch (OnnxRuntimeException terminated) when (_isAbandoned)
        {
            throw new OperationCanceledException("The frame was given up.", terminated);
        }
        catch (OnnxRuntimeException failure)
        {
            throw new DeblurException(
                $"Model {Model.Name} failed on a frame of {Size} on {Provider.Name}: {FirstLine(failure.Message)}.", failure);
        }
    }

    /// <summary>Reads how far the radii of the last <see cref="Run"/> can be trusted, 0 to 1.</summary>
    /// <param name="source">The frame of that run; lent for the call.</param>
    /// <param name="blur">Its radii; NaN is not to be trusted.</param>
    /// <param name="confidence">A <see cref="PixelFormat.Float32"/> draft of <see cref="BlurSize"/>; filled, not published.</param>
    public void ReadConfidence(Frame source, Frame blur, Frame confidence)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(blur);
        ArgumentNullException.ThrowIfNull(confidence);
        Require(source, Size, PixelFormat.Bgr24, nameof(source));
        Require(blur, BlurSize, PixelFormat.Float32, nameof(blur));
        Require(confidence, BlurSize, PixelFormat.Float32, nameof(confidence));
        if (float.IsNaN(blur.Values[0])) // no network has run
            confidence.DraftValues.Clear();
        else if (HasConfidence)
            WriteConfidence(confidence.DraftValues);
        else
            (_texture ??= new TextureConfidence(Size, BlurSize, Model.BlurStride)).Write(source.Pixels, confidence.DraftValues);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Does the work of <see cref="Run"/>, whose checks are done. Of the source only the pixels are read; it may be a draft.
    /// </summary>
    /// <param name="source">BGR, of <see cref="Size"/>; lent for the call.</param>
    /// <param name="sharp">A draft to fill, of the same size.</param>
    /// <param name="blur">A draft to fill with radii in pixels, of <see cref="BlurSize"/>.</param>
    protected internal abstract void RunCore(Frame source, Frame sharp, Frame blur);

    /// <summary>The same, where only a part of the frame has changed since the last run; by default all is done anew.</summary>
    internal virtual void UpdateCore(Frame source, Frame sharp, Frame blur, PixelArea changed) => RunCore(source, sharp, blur);

    /// <summary>Writes the network's confidence in the radii of the last run; called only if <see cref="HasConfidence"/>.</summary>
    /// <param name="confidence">One value for each cell of <see cref="BlurSize"/>, 0 to 1.</param>
    protected internal virtual void WriteConfidence(Span<float> confidence) =>
        throw new NotSupportedException($"{GetType().Name} gives no confidence.");

    /// <summary>Called from any thread: makes a <see cref="RunCore"/> under way end soon, by any exception.</summary>
    protected abstract void AbandonCore();

    /// <summary>Releases all that the session owns; called once.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>Whether it was abandoned and runs no more frames.</summary>
    internal bool IsAbandoned => _isAbandoned;

    /// <summary>
    /// From any thread: makes a frame under way end soon with an <see cref="OperationCanceledException"/>; its result is undefined. The
    /// session can then only be disposed.
    /// </summary>
    internal void Abandon()
    {
        _isAbandoned = true;
        AbandonCore();
    }

    /// <summary>Runs one frame of zeros: the first run is slower than the others.</summary>
    internal void WarmUp()
    {
        using var frame = new SingleFrame(this);
        frame.Source.Publish(0, 0);
        Run(frame.Source, frame.Sharp, frame.Blur);
    }

    /// <summary>The first line of a message of ONNX Runtime, without its full stop: the rest is a stack trace.</summary>
    internal static string FirstLine(string message) => message.Split('\n')[0].Trim().TrimEnd('.');

    private static void Require(Frame frame, FrameSize size, PixelFormat format, string name)
    {
        if (frame.Size != size || frame.Format != format)
            throw new ArgumentException($"The session wants {size} {format}, not {frame.Size} {frame.Format}.", name);
    }
}
