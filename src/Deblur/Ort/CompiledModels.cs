using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.OnnxRuntime;
using P2IKT.Live.Deblur.Gpu;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Ort;

/// <summary>
/// Models that a provider has compiled for a device and a size of frames (ONNX Runtime's EP context,
/// https://onnxruntime.ai/docs/execution-providers/EP-Context-Design.html), kept as files for the next start.
/// </summary>
/// <remarks>
/// A file is named by all that it depends on. Its checksum, in a file beside it, is compared before it is used: a provider gets bytes that
/// it wrote itself. The provider is asked whether it still takes them. Otherwise the model is compiled again.
/// </remarks>
/// <param name="folder">Folder of the files; need not exist, and may be deleted at any time.</param>
/// <param name="compiler">Compiles, and judges what was compiled.</param>
internal sealed class CompiledModels(string folder, IModelCompiler compiler)
{
    // Providers that run a model as it is until the program ends: null where they compile nothing, else why compiling has failed.
    private static readonly ConcurrentDictionary<string, string?> NotCompiling = new();

    /// <summary>Whether the next <see cref="Find"/> compiles, which may take a minute.</summary>
    public bool MustCompile(Model model, FrameSize size, ProviderDevice device) =>
        !NotCompiling.ContainsKey(device.Identity) && !IsUsable(PathOf(model, size, device), device);

    /// <summary>
    /// The path of the compiled model, made now if need be; null where the provider compiles nothing, or fails to: the
    /// model is then run as it is.
    /// </summary>
    /// <param name="model">The network.</param>
    /// <param name="size">Size of the frames.</param>
    /// <param name="device">Runs it.</param>
    /// <param name="reason">Why there is none although the provider compiles, one clause; else null.</param>
    public string? Find(Model model, FrameSize size, ProviderDevice device, out string? reason)
    {
        if (NotCompiling.TryGetValue(device.Identity, out reason))
            return null;
        var path = PathOf(model, size, device);
        if (IsUsable(path, device))
            return path;
        var draft = $"{path}.{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(folder);
            Discard(path);
            if (!compiler.Compile(model.Path, draft, size, device))
            {
                NotCompiling.TryAdd(device.Identity, null);
                return null;
            }
            File.WriteAllText(ChecksumOf(path), EngineCacheKey.HashOf(draft));
            File.Move(draft, path, overwrite: true);
            return path;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or OnnxRuntimeException)
        {
            reason = $"it runs the model as it is: {GpuUnavailableReason.Describe(failure.Message)}";
            NotCompiling.TryAdd(device.Identity, reason);
            return null;
        }
        finally
        {
            Delete(draft);
        }
    }

    /// <summary>Forgets a compiled model that the provider refuses to run after all.</summary>
    public static void Discard(string path)
    {
        Delete(path);
        Delete(ChecksumOf(path));
    }

    private string PathOf(Model model, FrameSize size, ProviderDevice device)
    {
        var all = string.Join('\n', EngineCacheKey.HashOf(model.Path), size, device.Identity);
        return Path.Combine(folder, $"{size}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..32]}.onnx");
    }

    private bool IsUsable(string path, ProviderDevice device)
    {
        try
        {
            return File.Exists(path) && File.Exists(ChecksumOf(path)) && File.ReadAllText(ChecksumOf(path)) == EngineCacheKey.HashOf(path)
                && compiler.IsCompatible(path, device);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or OnnxRuntimeException)
        {
            return false;
        }
    }

    private static string ChecksumOf(string path) => path + ".sha256";

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What is left is checked before it is used.
        }
    }
}
