using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Sessions;

/// <summary>The whole model as one ORT graph: bytes in, bytes out. The reference, and a GPU's way.</summary>
internal sealed class GraphDeblurSession : DeblurSession
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _run = new();
    private readonly long[] _frameShape;
    private readonly long[] _blurShape;

    public GraphDeblurSession(Model model, FrameSize size, ProviderChoice provider, DeblurOptions options)
        : base(model, size, provider)
    {
        _session = Open(model, size, provider, options, fixedAddresses: false);
        _binding = _session.CreateIoBinding();
        _frameShape = [1, size.Height, size.Width, 3];
        _blurShape = [1, 1, BlurSize.Height, BlurSize.Width];
    }

    internal override void RunCore(Frame source, Frame sharp, Frame blur)
    {
        // Bound anew for each frame: every frame lies in another pooled buffer, and ORT copies a bound input for a GPU once, when it
        // is bound. Outputs that lie in host memory are written straight into the drafts.
        using var frameValue = Wrap(TensorElementType.UInt8, _frameShape, source.Address, source.Pixels.Length);
        using var sharpValue = Wrap(TensorElementType.UInt8, _frameShape, sharp.Address, sharp.Pixels.Length);
        using var blurValue = Wrap(TensorElementType.Float, _blurShape, blur.Address, blur.Pixels.Length);
        _binding.BindInput("frame", frameValue);
        _binding.BindOutput("sharp", sharpValue);
        _binding.BindOutput("blur", blurValue);
        _session.RunWithBinding(_run, _binding);
        _binding.SynchronizeBoundOutputs();
        _binding.ClearBoundInputs();
        _binding.ClearBoundOutputs();
    }

    private protected override void AbandonCore() => Terminate(_run);

    private protected override void Dispose(bool disposing)
    {
        _binding.Dispose();
        _run.Dispose();
        _session.Dispose();
    }

    private static OrtValue Wrap(TensorElementType type, long[] shape, nint address, int bytes) =>
        OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, type, shape, address, bytes);
}
