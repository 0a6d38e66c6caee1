using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using P2IKT.Live.Deblur.Gpu;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Ort;

/// <summary>
/// The whole model with its inputs and outputs in device memory, bound once: a frame is copied into pinned host memory, from there to
/// the device, and the results come back the same way. CUDA graphs and the full speed of the bus need this.
/// </summary>
/// <remarks>Tested with host memory in the place of a device's, on the CPU provider; on a GPU it has not been run yet.</remarks>
internal sealed class ResidentGraphSession : DeblurSession
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _run;
    private readonly OwnedResources _owned;
    private readonly DeviceTensor _frame, _sharp, _blur;
    private readonly DeviceTensor? _confidence; // null: the model gives none

    /// <param name="request">The model, the frame size, the provider and the options.</param>
    /// <param name="memory">Memory that the provider reads and writes; not owned.</param>
    public ResidentGraphSession(SessionRequest request, DeviceMemory memory)
        : base(request.Model, request.Size, request.Provider)
    {
        using var owned = new OwnedResources();
        _session = owned.Add(OrtSessions.OpenWhole(request, fixedAddresses: true));
        _run = owned.Add(new RunOptions());
        var description = owned.Add(memory.Describe());
        int picture = checked((int)(3 * Size.Pixels)), map = checked((int)(sizeof(float) * BlurSize.Pixels));
        long[] shape = [1, Size.Height, Size.Width, 3];
        _frame = owned.Add(new DeviceTensor(memory, description, TensorElementType.UInt8, shape, picture));
        _sharp = owned.Add(new DeviceTensor(memory, description, TensorElementType.UInt8, shape, picture));
        long[] mapShape = [1, 1, BlurSize.Height, BlurSize.Width];
        _blur = owned.Add(new DeviceTensor(memory, description, TensorElementType.Float, mapShape, map));
        if (_session.OutputMetadata.ContainsKey(OrtSessions.Confidence))
            _confidence = owned.Add(new DeviceTensor(memory, description, TensorElementType.Float, mapShape, map));
        _binding = owned.Add(_session.CreateIoBinding());
        _binding.BindInput("frame", _frame.Value);
        _binding.BindOutput("sharp", _sharp.Value);
        _binding.BindOutput("blur", _blur.Value);
        if (_confidence is not null)
            _binding.BindOutput(OrtSessions.Confidence, _confidence.Value);
        _frame.Staged.Clear();
        RunStaged(); // builds the engine and captures the graph, before a frame has to wait for it
        _owned = owned.Move();
    }

    protected internal override void RunCore(Frame source, Frame sharp, Frame blur)
    {
        source.Pixels.CopyTo(_frame.Staged);
        RunStaged();
        _sharp.Staged.CopyTo(sharp.Draft);
        _blur.Staged.CopyTo(blur.Draft);
    }

    public override bool HasConfidence => _confidence is not null;

    protected internal override void WriteConfidence(Span<float> confidence) =>
        MemoryMarshal.Cast<byte, float>(_confidence!.Staged).CopyTo(confidence);

    protected override void AbandonCore() => OrtSessions.Terminate(_run);

    protected override void Dispose(bool disposing) => _owned.Dispose();

    private void RunStaged()
    {
        // Copied here for each frame: ONNX Runtime copies bound host memory once, when it is bound, and never again.
        _frame.CopyIn();
        _session.RunWithBinding(_run, _binding);
        _binding.SynchronizeBoundOutputs();
        _sharp.CopyOut();
        _blur.CopyOut();
        _confidence?.CopyOut();
    }
}
