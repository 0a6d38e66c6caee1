using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using P2IKT.Live.Capture;
using P2IKT.Live.Deblur.Bands;

namespace P2IKT.Live.Deblur;

/// <summary>
/// The CPU path: ONNX Runtime runs the backbone alone, and all work at full resolution (normalisation before it, weighing the prior's
/// bands after it) is vectorised code over rows. Elementwise operators at full resolution are what ORT does worst.
/// </summary>
internal sealed class FusedDeblurSession : DeblurSession
{
    private readonly Strips _strips;
    private readonly LumaPyramid _pyramid;
    private readonly BandWeighing _weighing;
    private readonly Plane _radius;
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _run = new();
    private readonly OrtValue[] _values;

    public FusedDeblurSession(Model model, FrameSize size, ProviderChoice provider, DeblurOptions options)
        : base(model, size, provider)
    {
        int width = LumaPyramid.Pad(size.Width), height = LumaPyramid.Pad(size.Height);
        _session = Open(model.CoefficientsPath!, height, width, provider, options); // first: it may fail, and starts no thread of ours
        _strips = new Strips(options.Threads, width);
        _pyramid = new LumaPyramid(size.Width, size.Height, model.ContrastFloor, _strips);
        _weighing = new BandWeighing(size.Width, size.Height, model.BandLimits, _pyramid, _strips);
        _radius = new Plane(width / LumaPyramid.Stride, height / LumaPyramid.Stride);
        _binding = _session.CreateIoBinding();
        // Our own planes, bound once: on a CPU ORT reads and writes them in place. (Two frames giving two results is tested.)
        _values =
        [
            Wrap(_pyramid.Detail, [1, 1, height, width]),
            Wrap(_weighing.Coefficients, [1, BandWeighing.Maps, _radius.Height, _radius.Width]),
            Wrap(_radius, [1, 1, _radius.Height, _radius.Width]),
        ];
        _binding.BindInput("luma", _values[0]);
        _binding.BindOutput("coefficients", _values[1]);
        _binding.BindOutput("blur", _values[2]);
    }

    internal override void RunCore(Frame source, Frame sharp, Frame blur)
    {
        _pyramid.Analyse(source.Address);
        _session.RunWithBinding(_run, _binding);
        _weighing.Apply(source.Address, sharp.Address);
        for (var y = 0; y < BlurSize.Height; y++)
            _radius.Row(y)[..BlurSize.Width].CopyTo(blur.DraftValues.Slice(y * BlurSize.Width, BlurSize.Width));
    }

    private protected override void Dispose(bool disposing)
    {
        foreach (var value in _values)
            value.Dispose();
        _binding.Dispose();
        _run.Dispose();
        _session.Dispose();
        _strips.Dispose();
    }

    private static OrtValue Wrap(Plane plane, long[] shape) =>
        OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float, shape, plane.Address, plane.Values.Length * sizeof(float));
}
