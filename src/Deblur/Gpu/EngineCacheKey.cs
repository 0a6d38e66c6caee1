using System.Security.Cryptography;
using System.Text;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Gpu;

/// <summary>
/// All that a TensorRT engine depends on. ONNX Runtime itself checks little of it: an engine of another model, TensorRT or GPU in the
/// folder would be loaded, and be wrong or fail (https://onnxruntime.ai/docs/execution-providers/TensorRT-ExecutionProvider.html,
/// engine cache), so each combination has a folder of its own.
/// </summary>
/// <param name="ModelHash">SHA-256 of the model file, in hex.</param>
/// <param name="Size">The frame's, which fixes every shape in the network.</param>
/// <param name="Precision">"fp16".</param>
/// <param name="Gpu">Name and compute capability, as nvidia-smi tells them.</param>
/// <param name="TensorRt">Version of the library.</param>
/// <param name="OnnxRuntime">Version of ONNX Runtime.</param>
internal sealed record EngineCacheKey(string ModelHash, FrameSize Size, string Precision, string Gpu, string TensorRt, string OnnxRuntime)
{
    /// <summary>Names the folder: the size for people, a hash of everything for certainty.</summary>
    public string FolderName
    {
        get
        {
            // Each part on a line of its own, so that no two keys read the same.
            var all = string.Join('\n', ModelHash, Size, Precision, Gpu, TensorRt, OnnxRuntime);
            return $"{Size}-{Precision}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..32]}";
        }
    }

    /// <summary>The hash of a model file.</summary>
    public static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
