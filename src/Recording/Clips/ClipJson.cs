using System.Text.Json.Serialization;

namespace P2IKT.Live.Recording.Clips;

/// <summary>How sidecars are read and written: camel case, endings as words ("diskFull").</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ClipSidecar))]
public sealed partial class ClipJson : JsonSerializerContext;
