using Microsoft.ML.OnnxRuntime;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Ort;

/// <summary>Compiles models through ONNX Runtime's model compilation API.</summary>
/// <remarks>No provider that compiles has run it yet; a provider that compiles nothing has.</remarks>
internal sealed class OrtModelCompiler : IModelCompiler
{
    /// <inheritdoc/>
    public bool Compile(string model, string compiled, FrameSize size, ProviderDevice device)
    {
        using var settings = OrtSessions.Settings(size, threads: 1);
        ExecutionProviders.Append(settings, device);
        using var compilation = new OrtModelCompilationOptions(settings);
        compilation.SetInputModelPath(model);
        compilation.SetOutputModelPath(compiled);
        compilation.SetEpContextEmbedMode(true); // one file, which is renamed as a whole
        try
        {
            compilation.CompileModel();
        }
        catch (OnnxRuntimeException failure) when (failure.Message.Contains("not supported", StringComparison.OrdinalIgnoreCase))
        {
            return false; // the provider has no compiler
        }
        return HasCompiledNodes(compiled);
    }

    /// <inheritdoc/>
    public bool IsCompatible(string compiled, ProviderDevice device)
    {
        var info = OrtEnv.Instance().GetCompatibilityInfoFromModel(compiled, device.ProviderName);
        if (string.IsNullOrEmpty(info))
            return true; // the provider makes no statement; the key of the cache holds its version
        return OrtEnv.Instance().GetModelCompatibilityForEpDevices([device.Handle], info)
            is OrtCompiledModelCompatibility.EP_SUPPORTED_OPTIMAL or OrtCompiledModelCompatibility.EP_NOT_APPLICABLE;
    }

    /// <summary>Whether a graph holds a node of the type that stands for compiled ones.</summary>
    private static bool HasCompiledNodes(string path) => File.Exists(path) && File.ReadAllBytes(path).AsSpan().IndexOf("EPContext"u8) >= 0;
}
