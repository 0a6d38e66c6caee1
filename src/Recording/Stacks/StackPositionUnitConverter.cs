using System.Text.Json;
using System.Text.Json.Serialization;

namespace P2IKT.Live.Recording.Stacks;

/// <summary>Writes the unit in camel case.</summary>
internal sealed class StackPositionUnitConverter() : JsonStringEnumConverter<StackPositionUnit>(
    JsonNamingPolicy.CamelCase, allowIntegerValues: false);
