using System.Text.Json;
using System.Text.Json.Serialization;

namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>How far one press of a button moves the focus.</summary>
[JsonConverter(typeof(LensMoveSizeConverter))]
internal enum LensMoveSize
{
    /// <summary>The finest step that shows.</summary>
    Small,

    /// <summary>Some times the small one.</summary>
    Medium,

    /// <summary>A good part of the focus range.</summary>
    Large,
}

/// <summary>Writes the size as "small", "medium" or "large".</summary>
internal sealed class LensMoveSizeConverter() : JsonStringEnumConverter<LensMoveSize>(
    JsonNamingPolicy.CamelCase, allowIntegerValues: false);
