using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Gpu;

/// <summary>
/// The whole model with its inputs and outputs in device memory, bound once: a frame is copied into pinned host memory, from there to
/// the device, and the results come back the same way. What a CUDA graph and the bus's full speed need.
/// </summary>
/// <remarks>Tested with host memory in the place of a device's, on the CPU provider; on a GPU it has not been run yet.</remarks>
internal sealed unsafe class ResidentGraphSession : DeblurSession
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _run = new();
    private readonly DeviceMemory _memory;
    private readonly OrtMemoryInfo _description;
    private readonly Tensor _frame, _sharp, _blur;

    /// <param name="model">The network.</param>
    /// <param name="size">Size of the frames.</param>
    /// <param name="provider">What runs it.</param>
    /// <param name="options">As for any session.</param>
    /// <param name="memory">Memory that the provider reads and writes.</param>
    public ResidentGraphSession(Model model, FrameSize size, ProviderChoice provider, DeblurOptions options, DeviceMemory memory)
        : base(model, size, provider)
    {
        _memory = memory;
        _session = Open(model, size, provider, options, fixedAddresses: true);
        _binding = _session.CreateIoBinding();
        _description = memory.Describe();
        int picture = checked((int)(3 * size.Pixels)), map = checked((int)(sizeof(float) * BlurSize.Pixels));
        (_frame, _sharp, _blur) = (new Tensor(picture), new Tensor(picture), new Tensor(map));
        try
        {
            long[] shape = [1, size.Height, size.Width, 3];
            _binding.BindInput("frame", Make(_frame, TensorElementType.UInt8, shape));
            _binding.BindOutput("sharp", Make(_sharp, TensorElementType.UInt8, shape));
            _binding.BindOutput("blur", Make(_blur, TensorElementType.Float, [1, 1, BlurSize.Height, BlurSize.Width]));
            _frame.Staged.Clear();
            RunStaged(); // builds the engine and captures the graph, before a frame is waiting for it
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal override void RunCore(Frame source, Frame sharp, Frame blur)
    {
        source.Pixels.CopyTo(_frame.Staged);
        RunStaged();
        _sharp.Staged.CopyTo(sharp.Draft);
        _blur.Staged.CopyTo(blur.Draft);
    }

    private protected override void AbandonCore() => Terminate(_run);

    private protected override void Dispose(bool disposing)
    {
        _binding.Dispose();
        foreach (var tensor in (Tensor[])[_blur, _sharp, _frame])
        {
            tensor.Value?.Dispose();
            if (tensor.Device != 0)
                _memory.Free(tensor.Device);
            if (tensor.Staging != 0)
                _memory.FreeStaging(tensor.Staging);
            (tensor.Value, tensor.Device, tensor.Staging) = (null, 0, 0);
        }
        _description.Dispose();
        _run.Dispose();
        _session.Dispose();
    }

    private OrtValue Make(Tensor tensor, TensorElementType type, long[] shape)
    {
        tensor.Staging = _memory.AllocateStaging(tensor.Bytes);
        tensor.Device = _memory.Allocate(tensor.Bytes);
        return tensor.Value = OrtValue.CreateTensorValueWithData(_description, type, shape, tensor.Device, tensor.Bytes);
    }

    private void RunStaged()
    {
        // Copied by us for each frame: ONNX Runtime copies bound host memory once, when it is bound, and never again.
        _memory.CopyIn(_frame.Device, _frame.Staging, _frame.Bytes);
        _session.RunWithBinding(_run, _binding);
        _binding.SynchronizeBoundOutputs();
        _memory.CopyOut(_sharp.Staging, _sharp.Device, _sharp.Bytes);
        _memory.CopyOut(_blur.Staging, _blur.Device, _blur.Bytes);
    }

    /// <summary>One input or output in both places.</summary>
    private sealed class Tensor(int bytes)
    {
        public int Bytes => bytes;

        public nint Staging { get; set; }

        public nint Device { get; set; }

        public OrtValue? Value { get; set; }

        public Span<byte> Staged => new((void*)Staging, bytes);
    }
}
