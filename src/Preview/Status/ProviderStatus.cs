namespace P2IKT.Live.Preview.Status;

/// <summary>What the model runs on.</summary>
/// <param name="Name">The execution provider, such as "CPU" or "TensorRT fp16".</param>
/// <param name="Note">Why a better one is not in use, one sentence; null when this is the best.</param>
public sealed record ProviderStatus(string Name, string? Note = null);
