using System.Text.Json;
using System.Text.Json.Serialization;

namespace P2IKT.Live.Preview.Focus.Manual;

/// <summary>Whether the ring of a manual lens can be read, or why not.</summary>
[JsonConverter(typeof(RingStatusConverter))]
internal enum RingStatus
{
    /// <summary>It can.</summary>
    Readable,

    /// <summary>There is one focus point, and it takes two.</summary>
    SinglePoint,

    /// <summary>A point has no texture, or is too far out of focus.</summary>
    NoTexture,

    /// <summary>The ring has not been turned enough yet.</summary>
    NotEnoughMotion,

    /// <summary>All points are at one depth.</summary>
    SameDepth,

    /// <summary>The scene or the camera moves.</summary>
    Inconsistent,

    /// <summary>No network has run on the frame, because results came late.</summary>
    NotMeasured,
}

/// <summary>Writes the status in camel case.</summary>
internal sealed class RingStatusConverter() : JsonStringEnumConverter<RingStatus>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
