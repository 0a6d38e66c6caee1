using System.Text.Json;
using System.Text.Json.Serialization;

namespace P2IKT.Live.Recording.Clips;

/// <summary>What the recorder is doing; in JSON a word, such as "recording".</summary>
[JsonConverter(typeof(RecorderPhaseConverter))]
public enum RecorderPhase
{
    /// <summary>Idle, or keeping the pre-roll for a clip that may begin.</summary>
    Idle,

    /// <summary>A clip is being recorded.</summary>
    Recording,

    /// <summary>A clip is being closed.</summary>
    Closing,
}

internal sealed class RecorderPhaseConverter()
    : JsonStringEnumConverter<RecorderPhase>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
