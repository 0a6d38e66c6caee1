using System.Globalization;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;

namespace P2IKT.Live.Deblur.Models;

/// <summary>
/// Models that were checked at an earlier start: one small file for each, which may be deleted at any time. ONNX Runtime need not read a
/// model's graph again before the CPU engine can run it.
/// </summary>
/// <param name="folder">Folder of these files; need not exist.</param>
/// <remarks>
/// A model is recognised by path, length and time of its two files. It is checked again for another build of this library or of ONNX
/// Runtime, and for other vector instructions of the processor.
/// </remarks>
internal sealed class CheckedModels(string folder)
{
    private const long MaxFile = 1 << 20;

    private static readonly string Checker = string.Create(
        CultureInfo.InvariantCulture,
        $"{typeof(CheckedModels).Module.ModuleVersionId:N} {typeof(InferenceSession).Module.ModuleVersionId:N} "
            + $"{Avx2.IsSupported} {Fma.IsSupported} {Vector512.IsHardwareAccelerated}");

    /// <summary>The model: described from the file of an earlier check, else checked now, and the result is kept.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="check">Checks it.</param>
    /// <exception cref="DeblurException">It cannot be used. This is never kept.</exception>
    public Model Load(string path, Func<string, Model> check)
    {
        path = Path.GetFullPath(path);
        var record = Path.Combine(folder, $"model-{Hash(path)}.json");
        var key = string.Join('\n', Checker, path, StampOf(path), StampOf(ModelFile.CoefficientsOf(path)));
        if (Read(record, key) is { } known && TryDescribe(path, known) is { } model)
            return model;
        model = check(path);
        Write(record, new CheckedModel(key, model.Metadata.ToDictionary(), model.CpuFallbackReason));
        return model;
    }

    private static Model? TryDescribe(string path, CheckedModel known)
    {
        try
        {
            var model = ModelFile.Describe(path, new ModelMetadata(path, known.Metadata));
            model.CpuFallbackReason = known.CpuFallbackReason;
            return model;
        }
        catch (DeblurException)
        {
            return null; // somebody has changed the record
        }
    }

    private static string StampOf(string path) => new FileInfo(path) is { Exists: true } file
        ? string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks}")
        : "absent";

    private static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..32];

    private static CheckedModel? Read(string record, string key)
    {
        try
        {
            return new FileInfo(record) is { Exists: true, Length: < MaxFile }
                && JsonSerializer.Deserialize(File.ReadAllText(record), CheckedModelJson.Default.CheckedModel) is { } known
                && known.Metadata is not null // what was read may lack it
                && known.Key == key ? known : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            return null; // it is checked again
        }
    }

    private void Write(string record, CheckedModel found)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var draft = $"{record}.{Guid.NewGuid():N}";
            File.WriteAllText(draft, JsonSerializer.Serialize(found, CheckedModelJson.Default.CheckedModel));
            File.Move(draft, record, overwrite: true); // a reader sees the old file or the new one
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be written costs a check at each start.
        }
    }
}
