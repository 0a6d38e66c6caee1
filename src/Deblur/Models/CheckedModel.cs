namespace P2IKT.Live.Deblur.Models;

/// <summary>What the check of a model found, as it is kept in a file.</summary>
/// <param name="Key">What was checked, and by what.</param>
/// <param name="Metadata">The metadata of the ONNX file.</param>
/// <param name="CpuFallbackReason">See <see cref="Model.CpuFallbackReason"/>.</param>
internal sealed record CheckedModel(string Key, Dictionary<string, string> Metadata, string? CpuFallbackReason);
