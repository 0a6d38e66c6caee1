using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using P2IKT.Live.Deblur.Cpu.Pyramid;

namespace P2IKT.Live.Deblur.Models;

/// <summary>Reads a model from its ONNX file, and checks it against the contract before anything else uses it.</summary>
public static class ModelFile
{
    private const int DefaultReach = 128, MaxReach = 1024, SizeGains = 4;
    private const double BrightestGrey = 255;

    /// <summary>Reads a model's description, checks it against the contract, and runs the model on one small picture.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <exception cref="DeblurException">The file is absent, not an ONNX file, or breaks the contract; the message says which.</exception>
    public static Model Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        path = Path.GetFullPath(path);
        if (!File.Exists(path))
            throw new DeblurException($"Model {path} does not exist: name one that `p2ikt-live models` lists, or an ONNX file.");
        if (TargetOf(path) is not { Exists: true, Length: > 0 }) // a pipe or a device, whose reading may never end, has no length, either
            throw new DeblurException($"Model {path} is empty, or is not a regular file: name an ONNX file.");
        using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL, IntraOpNumThreads = 1 };
        options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
        try
        {
            using var session = new InferenceSession(path, options);
            CheckTensor(path, "input", session.InputMetadata, "frame", TensorElementType.UInt8, [1, -1, -1, 3]);
            CheckTensor(path, "output", session.OutputMetadata, "sharp", TensorElementType.UInt8, [1, -1, -1, 3]);
            CheckTensor(path, "output", session.OutputMetadata, "blur", TensorElementType.Float, [1, 1, -1, -1]);
            if (session.OutputMetadata.ContainsKey("confidence")) // absent in older models
                CheckTensor(path, "output", session.OutputMetadata, "confidence", TensorElementType.Float, [1, 1, -1, -1]);
            var model = Describe(path, new ModelMetadata(path, session.ModelMetadata.CustomMetadataMap.ToDictionary()));
            model.CpuFallbackReason = ModelSelfTest.Run(model, session) ?? model.CpuFallbackReason;
            return model;
        }
        catch (OnnxRuntimeException broken)
        {
            throw new DeblurException(
                $"Model {path} is no ONNX file that ONNX Runtime can read: {DeblurSession.FirstLine(broken.Message)}.", broken);
        }
    }

    /// <summary>
    /// The same as <see cref="Load"/>. A model that an earlier start has checked, and that has not changed since, is not checked again
    /// (<see cref="DeblurCache"/>).
    /// </summary>
    /// <param name="path">The ONNX file.</param>
    /// <exception cref="DeblurException">The file is absent, not an ONNX file, or breaks the contract; the message says which.</exception>
    public static Model LoadChecked(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new CheckedModels(DeblurCache.Folder).Load(path, Load);
    }

    // A link has a length of its own, whatever it leads to.
    private static FileInfo TargetOf(string path) =>
        File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path);

    /// <summary>Where the convolutions of a model are, if it has them apart.</summary>
    internal static string CoefficientsOf(string path) => Path.ChangeExtension(path, ".coefficients.onnx");

    /// <summary>A model as its metadata say, which are checked.</summary>
    internal static Model Describe(string path, ModelMetadata metadata)
    {
        var hasBands = metadata.Has("band_limits");
        var coefficients = CoefficientsOf(path);
        var hasCoefficients = hasBands && File.Exists(coefficients);
        var model = new Model
        {
            Path = path,
            Metadata = metadata.All,
            Name = metadata.Name("name"),
            Version = metadata.Name("version"),
            Variant = metadata.Name("variant"),
            MacsPerPixel = metadata.Number("macs_per_pixel", 0, 1e9),
            BlurStride = metadata.Whole("blur_stride", 1, 256),
            MaxBlurRadius = metadata.Number("max_blur_radius", 0.1, 1000),
            Reach = metadata.Has("reach") ? (int)Math.Clamp(metadata.Number("reach"), 0, MaxReach) : DefaultReach,
            PsnrGain = metadata.Has("psnr_gain") ? metadata.Number("psnr_gain") : null,
            SizeGains = metadata.Has("size_gains") ? metadata.Numbers("size_gains", SizeGains, -100, 100) : [],
            BlurIsTrained = metadata.Text("blur", "") != "untrained",
            Training = metadata.Text("training", ""),
            License = metadata.Text("license", ""),
            Architecture = ArchitectureOf(metadata, hasBands),
            BandLimits = hasBands ? Limits(metadata) : [],
            ContrastFloor = hasBands ? (float)(metadata.Number("contrast_floor", 1e-3, BrightestGrey) / BrightestGrey) : 0,
            CoefficientsPath = hasCoefficients ? coefficients : null,
            CpuFallbackReason = hasBands && !hasCoefficients
                ? $"its convolutions apart, {Path.GetFileName(coefficients)}, are not beside it"
                : null,
        };
        return !hasBands || model.BlurStride == LumaPyramid.Stride ? model : throw ModelMetadata.Broken(
            path, $"its bands have cells of {LumaPyramid.Stride} pixels, and its blur_stride is {model.BlurStride}");
    }

    /// <summary>What the file says; the first models do not say it and are recognised by their variant, here and nowhere else.</summary>
    private static string ArchitectureOf(ModelMetadata metadata, bool hasBands) => metadata.Text("architecture", "") switch
    {
        { Length: > 0 } named => named,
        _ when !hasBands => "",
        _ => metadata.Name("variant") == "live-hq" ? ModelArchitecture.Refined : ModelArchitecture.Bands,
    };

    private static float[] Limits(ModelMetadata metadata) =>
        [.. metadata.Numbers("band_limits", BandWeighting.Bands, 0, BrightestGrey).Select(static limit => (float)(limit / BrightestGrey))];

    private static void CheckTensor(
        string path, string kind, IReadOnlyDictionary<string, NodeMetadata> nodes, string name, TensorElementType type, int[] shape)
    {
        if (!nodes.TryGetValue(name, out var node))
            throw ModelMetadata.Broken(path, $"it has no {kind} named {name}");
        if (!node.IsTensor || node.ElementDataType != type)
            throw ModelMetadata.Broken(path, $"its {kind} {name} is {node.ElementDataType}, not {type}");
        var differs = shape.Zip(node.Dimensions).Any(static d => d is { First: > 0, Second: > 0 } && d.First != d.Second);
        if (node.Dimensions.Length != shape.Length || differs)
        {
            var (had, wanted) = (string.Join(", ", node.Dimensions), string.Join(", ", shape));
            throw ModelMetadata.Broken(path, $"its {kind} {name} is [{had}], not [{wanted}]");
        }
        if (kind == "input" && (node.SymbolicDimensions[1] != "H" || node.SymbolicDimensions[2] != "W"))
            throw ModelMetadata.Broken(path, $"the height and width of its input {name} are not the symbolic H and W");
    }
}
