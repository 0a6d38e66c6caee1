using System.Text.Json;
using System.Text.Json.Serialization;

namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>What a driven lens is doing.</summary>
[JsonConverter(typeof(LensOperationConverter))]
internal enum LensOperation
{
    /// <summary>Nothing.</summary>
    Idle,

    /// <summary>A single move.</summary>
    Move,

    /// <summary>Autofocus on a point.</summary>
    Autofocus,

    /// <summary>A pull to a mark.</summary>
    Rack,

    /// <summary>Taking the pictures of a focus stack.</summary>
    Stack,

    /// <summary>Measuring how the lens moves.</summary>
    Calibration,

    /// <summary>Waiting until a point comes into focus.</summary>
    Trap,
}

/// <summary>Writes the operation in lower case.</summary>
internal sealed class LensOperationConverter() : JsonStringEnumConverter<LensOperation>(
    JsonNamingPolicy.CamelCase, allowIntegerValues: false);
