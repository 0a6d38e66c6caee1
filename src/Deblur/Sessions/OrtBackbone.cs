using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using P2IKT.Live.Deblur.Cpu.Pyramid;

namespace P2IKT.Live.Deblur.Sessions;

/// <summary>A live model's backbone in ONNX Runtime, bound once to planes of ours: on a CPU it reads and writes them in place.</summary>
internal sealed class OrtBackbone : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _run = new();
    private readonly OrtValue[] _values;

    /// <param name="session">Of fixed shape; owned from here on.</param>
    /// <param name="luma">Normalised luma.</param>
    /// <param name="coefficients">Receives the maps, one below another.</param>
    /// <param name="radius">Receives the blur radius in pixels.</param>
    public OrtBackbone(InferenceSession session, Plane luma, Plane coefficients, Plane radius)
    {
        _session = session;
        _binding = session.CreateIoBinding();
        _values =
        [
            Wrap(luma, [1, 1, luma.Height, luma.Width]),
            Wrap(coefficients, [1, coefficients.Height / radius.Height, radius.Height, radius.Width]),
            Wrap(radius, [1, 1, radius.Height, radius.Width]),
        ];
        _binding.BindInput("luma", _values[0]);
        _binding.BindOutput("coefficients", _values[1]);
        _binding.BindOutput("blur", _values[2]);
    }

    /// <summary>Runs the network on what the planes hold now. (Two frames giving two results is tested.)</summary>
    public void Run() => _session.RunWithBinding(_run, _binding);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var value in _values)
            value.Dispose();
        _binding.Dispose();
        _run.Dispose();
        _session.Dispose();
    }

    private static OrtValue Wrap(Plane plane, long[] shape) =>
        OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float, shape, plane.Address, plane.Values.Length * sizeof(float));
}
