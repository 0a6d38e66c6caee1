using System.Text.Json.Serialization;

namespace P2IKT.Live.Recording.Shoots;

/// <summary>What a check before the shoot came to; in JSON a word, such as "warning".</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PreflightLevel>))]
public enum PreflightLevel
{
    /// <summary>Nothing to do.</summary>
    [JsonStringEnumMemberName("good")]
    Good,

    /// <summary>It works, and may be in the way later.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>It must be set right first.</summary>
    [JsonStringEnumMemberName("bad")]
    Bad,
}
