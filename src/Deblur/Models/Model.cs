using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using P2IKT.Live.Deblur.Cpu.Network;
using P2IKT.Live.Deblur.Cpu.Pyramid;

namespace P2IKT.Live.Deblur.Models;

/// <summary>
/// A trained network that keeps the model contract: <c>frame</c> uint8 [1, H, W, 3] BGR in; <c>sharp</c> (the same), <c>blur</c> (float32
/// [1, 1, ceil(H/r), ceil(W/r)], radius in pixels) and <c>coefficients</c> (float32 [1, 12, ...]) out; H and W symbolic; what it is
/// and what it gains, as measured, in its own metadata.
/// </summary>
public sealed record Model
{
    private const int DefaultReach = 128, MaxReach = 1024;
    private const int NetworkMultiple = 16; // what the networks of training/ pad a frame to
    private const double BrightestGrey = 255;

    private readonly Lazy<OnnxGraph?> _convolutions; // read once: sessions are made of it whenever quality changes

    private Model(string path, ModelMetadata metadata)
    {
        Path = path;
        Metadata = metadata.All;
        Name = metadata.Name("name");
        Version = metadata.Name("version");
        Variant = metadata.Name("variant");
        MacsPerPixel = metadata.Number("macs_per_pixel", 0, 1e9);
        BlurStride = metadata.Whole("blur_stride", 1, 256);
        MaxBlurRadius = metadata.Number("max_blur_radius", 0.1, 1000);
        Reach = metadata.Has("reach") ? (int)Math.Clamp(metadata.Number("reach"), 0, MaxReach) : DefaultReach;
        PsnrGain = metadata.Has("psnr_gain") ? metadata.Number("psnr_gain") : null;
        BlurIsTrained = metadata.Text("blur", "") != "untrained";
        Training = metadata.Text("training", "");
        License = metadata.Text("license", "");
        var coefficients = System.IO.Path.ChangeExtension(path, ".coefficients.onnx");
        Architecture = metadata.Text("architecture", "");
        if (metadata.Has("band_limits"))
        {
            BandLimits = [.. metadata.Numbers("band_limits", BandWeighting.Bands, 0, BrightestGrey).Select(static limit => (float)(limit / BrightestGrey))];
            ContrastFloor = (float)(metadata.Number("contrast_floor", 1e-3, BrightestGrey) / BrightestGrey);
            if (BlurStride != LumaPyramid.Stride)
                throw ModelMetadata.Broken(path, $"its bands have cells of {LumaPyramid.Stride} pixels, and its blur_stride is {BlurStride}");
            CoefficientsPath = File.Exists(coefficients) ? coefficients : null;
            CpuFallbackReason = CoefficientsPath is null ? $"its convolutions apart, {System.IO.Path.GetFileName(coefficients)}, are not beside it" : null;
        }
        _convolutions = new(() => CoefficientsPath is null ? null : OnnxGraph.Read(CoefficientsPath), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>The ONNX file, as a full path.</summary>
    public string Path { get; }

    /// <summary>The convolutions alone, for the CPU path; null when the model came without them.</summary>
    public string? CoefficientsPath { get; }

    /// <summary>Whether a frame of many megapixels can be seen whole in some 100 MB a megapixel; others keep layers at half or full width.</summary>
    public bool TakesLargeFrames => CoefficientsPath is not null && !IsRefined && !IsFamily;

    /// <summary>What its graph is made of: "live-family" (models/family.py); empty for older models and those of others.</summary>
    public string Architecture { get; }

    /// <summary>Whether one U-Net makes the bands' coefficients and what is added to them.</summary>
    internal bool IsFamily => Architecture == "live-family";

    /// <summary>Whether a second stage follows the weighed bands.</summary>
    internal bool IsRefined => Variant == "live-hq" && !IsFamily;

    /// <summary>What is in <see cref="CoefficientsPath"/>.</summary>
    /// <exception cref="DeblurException">The file cannot be read.</exception>
    internal OnnxGraph? Convolutions => _convolutions.Value;

    /// <summary>Its name, by which the catalogue finds it.</summary>
    public string Name { get; }

    /// <summary>Version of the weights.</summary>
    public string Version { get; }

    /// <summary>Member of the family: p2ikt, live.</summary>
    public string Variant { get; }

    /// <summary>Multiply-accumulates of the network for one pixel of the frame.</summary>
    public double MacsPerPixel { get; }

    /// <summary>r: pixels of the frame for one value of the blur map, in each direction.</summary>
    public int BlurStride { get; }

    /// <summary>Largest blur radius that it tells apart, in pixels.</summary>
    public double MaxBlurRadius { get; }

    /// <summary>
    /// How far from a pixel, in pixels, the frame still has a say in the result, to 1/255: the overlap of tiles. 128 where the model
    /// does not say (p2ikt.reach), which is more than the shipped ones need.
    /// </summary>
    public int Reach { get; }

    /// <summary>What the origin of a tile must be a multiple of, so that the network's cells fall as on the whole picture.</summary>
    internal int Alignment => NetworkMultiple % BlurStride == 0 ? NetworkMultiple : BlurStride % NetworkMultiple == 0 ? BlurStride : NetworkMultiple * BlurStride;

    /// <summary>False for imported weights, whose blur radius nobody has trained: it says nothing about the picture.</summary>
    public bool BlurIsTrained { get; }

    /// <summary>Measured gain in PSNR over the blurry input, in dB; null when nobody measured it.</summary>
    public double? PsnrGain { get; }

    /// <summary>What it was trained on, and for how long.</summary>
    public string Training { get; }

    /// <summary>Licence of the weights.</summary>
    public string License { get; }

    /// <summary>Why a CPU runs it in ONNX Runtime, slower, one clause; null where code of our own does, and for networks that never had any.</summary>
    public string? CpuFallbackReason { get; private init; }

    /// <summary>All metadata of the file.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    internal IReadOnlyList<float> BandLimits { get; } = [];

    internal float ContrastFloor { get; }

    /// <summary>Reads a model's description and checks that it keeps the contract: all that it says, and one small picture that it is run on.</summary>
    /// <exception cref="DeblurException">The file is absent, no ONNX, or not to the contract; the message says which.</exception>
    public static Model Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        path = System.IO.Path.GetFullPath(path);
        if (!File.Exists(path))
            throw new DeblurException($"Model {path} does not exist: name one that `p2ikt-live models` lists, or an ONNX file.");
        if (new FileInfo(path).Length == 0)
            throw new DeblurException($"Model {path} is empty, or is not a regular file: name an ONNX file."); // a pipe would be waited for without end
        using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL, IntraOpNumThreads = 1 };
        options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
        try
        {
            using var session = new InferenceSession(path, options);
            var metadata = session.ModelMetadata.CustomMetadataMap;
            CheckTensor(path, "input", session.InputMetadata, "frame", TensorElementType.UInt8, [1, -1, -1, 3]);
            CheckTensor(path, "output", session.OutputMetadata, "sharp", TensorElementType.UInt8, [1, -1, -1, 3]);
            CheckTensor(path, "output", session.OutputMetadata, "blur", TensorElementType.Float, [1, 1, -1, -1]);
            if (session.OutputMetadata.ContainsKey("confidence")) // absent in older models
                CheckTensor(path, "output", session.OutputMetadata, "confidence", TensorElementType.Float, [1, 1, -1, -1]);
            var model = new Model(path, new ModelMetadata(path, metadata.ToDictionary()));
            return ModelSelfTest.Run(model, session) is { } fallbackReason ? model with { CpuFallbackReason = fallbackReason } : model;
        }
        catch (OnnxRuntimeException broken)
        {
            throw new DeblurException($"Model {path} is no ONNX file that ONNX Runtime can read: {FirstLine(broken.Message)}.", broken);
        }
    }

    internal static string FirstLine(string message) => message.Split('\n')[0].Trim().TrimEnd('.');

    private static void CheckTensor(string path, string kind, IReadOnlyDictionary<string, NodeMetadata> nodes, string name,
        TensorElementType type, int[] shape)
    {
        if (!nodes.TryGetValue(name, out var node))
            throw ModelMetadata.Broken(path, $"it has no {kind} named {name}");
        if (!node.IsTensor || node.ElementDataType != type)
            throw ModelMetadata.Broken(path, $"its {kind} {name} is {node.ElementDataType}, not {type}");
        if (node.Dimensions.Length != shape.Length || shape.Where((d, i) => d > 0 && node.Dimensions[i] is var had && had > 0 && had != d).Any())
            throw ModelMetadata.Broken(path, $"its {kind} {name} is [{string.Join(", ", node.Dimensions)}], not [{string.Join(", ", shape)}]");
        if (kind == "input" && (node.SymbolicDimensions[1] != "H" || node.SymbolicDimensions[2] != "W"))
            throw ModelMetadata.Broken(path, $"the height and width of its input {name} are not the symbolic H and W");
    }
}
