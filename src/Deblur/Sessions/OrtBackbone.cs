using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using P2IKT.Live.Deblur.Cpu.Memory;
using P2IKT.Live.Deblur.Ort;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Sessions;

/// <summary>
/// The convolutions of a model of architecture <see cref="ModelArchitecture.Bands"/> in ONNX Runtime, bound once to planes of the CPU
/// engine: on a CPU it reads and writes them in place.
/// </summary>
internal sealed class OrtBackbone : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _run;
    private readonly OwnedResources _owned;

    /// <param name="request">The model, which has its convolutions in a second file, the provider and the options.</param>
    /// <param name="luma">Normalised luma; read by each run. Not owned, as the others.</param>
    /// <param name="coefficients">Receives the maps, one below another.</param>
    /// <param name="radius">Receives the blur radius in pixels.</param>
    public OrtBackbone(SessionRequest request, Plane luma, Plane coefficients, Plane radius)
    {
        using var owned = new OwnedResources();
        var size = new FrameSize(luma.Width, luma.Height);
        _session = owned.Add(OrtSessions.Open(request.Model.CoefficientsPath!, size, request.Provider, request.Options));
        _run = owned.Add(new RunOptions());
        _binding = owned.Add(_session.CreateIoBinding());
        _binding.BindInput("luma", owned.Add(Wrap(luma, [1, 1, luma.Height, luma.Width])));
        _binding.BindOutput(
            "coefficients", owned.Add(Wrap(coefficients, [1, coefficients.Height / radius.Height, radius.Height, radius.Width])));
        _binding.BindOutput("blur", owned.Add(Wrap(radius, [1, 1, radius.Height, radius.Width])));
        _owned = owned.Move();
    }

    /// <summary>Runs the network on what the planes hold now. (Two frames giving two results is tested.)</summary>
    public void Run() => _session.RunWithBinding(_run, _binding);

    /// <inheritdoc/>
    public void Dispose() => _owned.Dispose();

    private static OrtValue Wrap(Plane plane, long[] shape) => OrtValue.CreateTensorValueWithData(
        OrtMemoryInfo.DefaultInstance, TensorElementType.Float, shape, plane.Address, plane.Values.Length * sizeof(float));
}
