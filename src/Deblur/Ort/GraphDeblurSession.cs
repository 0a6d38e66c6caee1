using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Memory;

namespace P2IKT.Live.Deblur.Ort;

/// <summary>The whole model as one graph in ONNX Runtime, bytes in and bytes out: the reference, and the way on DirectML.</summary>
internal sealed class GraphDeblurSession : DeblurSession
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _run;
    private readonly OwnedResources _owned;
    private readonly long[] _frameShape;
    private readonly long[] _blurShape;
    private readonly NativeArray<float>? _confidence; // null: the model gives none
    private readonly OrtValue? _confidenceValue;

    public GraphDeblurSession(SessionRequest request)
        : base(request.Model, request.Size, request.Provider)
    {
        using var owned = new OwnedResources();
        CpuFallbackReason = request.FallbackReason;
        _session = owned.Add(OrtSessions.OpenWhole(request, fixedAddresses: false));
        _run = owned.Add(new RunOptions());
        _binding = owned.Add(_session.CreateIoBinding());
        _frameShape = [1, Size.Height, Size.Width, 3];
        _blurShape = [1, 1, BlurSize.Height, BlurSize.Width];
        if (_session.OutputMetadata.ContainsKey(OrtSessions.Confidence))
        {
            _confidence = owned.Add(new NativeArray<float>((int)BlurSize.Pixels));
            _confidenceValue = owned.Add(Wrap(_confidence));
        }
        _owned = owned.Move();
    }

    public override bool HasConfidence => _confidence is not null;

    protected internal override void WriteConfidence(Span<float> confidence) => _confidence!.Values.CopyTo(confidence);

    protected internal override void RunCore(Frame source, Frame sharp, Frame blur)
    {
        // Bound anew for each frame: every frame lies in another pooled buffer, and ORT copies a bound input for a GPU once, when it
        // is bound. Outputs that lie in host memory are written straight into the drafts.
        using var frameValue = Wrap(TensorElementType.UInt8, _frameShape, source.Address, source.Pixels.Length);
        using var sharpValue = Wrap(TensorElementType.UInt8, _frameShape, sharp.Address, sharp.Pixels.Length);
        using var blurValue = Wrap(TensorElementType.Float, _blurShape, blur.Address, blur.Pixels.Length);
        _binding.BindInput("frame", frameValue);
        _binding.BindOutput("sharp", sharpValue);
        _binding.BindOutput("blur", blurValue);
        if (_confidenceValue is not null)
            _binding.BindOutput(OrtSessions.Confidence, _confidenceValue);
        _session.RunWithBinding(_run, _binding);
        _binding.SynchronizeBoundOutputs();
        _binding.ClearBoundInputs();
        _binding.ClearBoundOutputs();
    }

    protected override void AbandonCore() => OrtSessions.Terminate(_run);

    protected override void Dispose(bool disposing) => _owned.Dispose();

    private unsafe OrtValue Wrap(NativeArray<float> map) =>
        Wrap(TensorElementType.Float, _blurShape, (nint)map.Pointer, map.Length * sizeof(float));

    private static OrtValue Wrap(TensorElementType type, long[] shape, nint address, int bytes) =>
        OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, type, shape, address, bytes);
}
