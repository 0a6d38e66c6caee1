using System.Text.Json;
using System.Text.Json.Serialization;

namespace P2IKT.Live.Recording.Clips;

/// <summary>How a clip ended; in JSON a word, such as "diskFull".</summary>
[JsonConverter(typeof(ClipEndingConverter))]
public enum ClipEnding
{
    /// <summary>It has not ended: it is being recorded, or its program died.</summary>
    Recording,

    /// <summary>It was stopped by the user, or at the end of the stream.</summary>
    Stopped,

    /// <summary>A next clip goes on where it ended.</summary>
    Split,

    /// <summary>The disk was about to be full, or was.</summary>
    DiskFull,

    /// <summary>The encoder died; a next clip goes on.</summary>
    EncoderLost,
}

internal sealed class ClipEndingConverter() : JsonStringEnumConverter<ClipEnding>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
