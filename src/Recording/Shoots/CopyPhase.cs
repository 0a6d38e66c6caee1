using System.Text.Json.Serialization;

namespace P2IKT.Live.Recording.Shoots;

/// <summary>What the second copy is doing; in JSON a word, such as "waiting".</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CopyPhase>))]
public enum CopyPhase
{
    /// <summary>Everything has its copy.</summary>
    [JsonStringEnumMemberName("idle")]
    Idle,

    /// <summary>Files are being copied.</summary>
    [JsonStringEnumMemberName("copying")]
    Copying,

    /// <summary>The disk is missing, full or broken: it is tried again, and nothing is lost meanwhile.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,
}
