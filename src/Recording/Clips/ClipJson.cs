using System.Text.Json;
using System.Text.Json.Serialization;

namespace P2IKT.Live.Recording.Clips;

/// <summary>How sidecars are read and written: camel case, endings as words ("diskFull").</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(ClipEndingConverter)])]
[JsonSerializable(typeof(ClipSidecar))]
public sealed partial class ClipJson : JsonSerializerContext;

internal sealed class ClipEndingConverter() : JsonStringEnumConverter<ClipEnding>(JsonNamingPolicy.CamelCase);
