using System.Text.Json.Serialization;

namespace P2IKT.Live.Recording.Stacks;

/// <summary>How sidecars of merged pictures are written: indented, camel case.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = false,
    Converters = [typeof(StackPositionUnitConverter)])]
[JsonSerializable(typeof(StackedSidecar))]
internal sealed partial class StackedJson : JsonSerializerContext;
