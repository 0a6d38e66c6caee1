using System.Text.Json.Serialization;

namespace P2IKT.Live.Recording.Outputs;

/// <summary>What an output is doing; in JSON a word, such as "sending".</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OutputPhase>))]
public enum OutputPhase
{
    /// <summary>It waits for the first frame, for the network, or for a receiver that calls.</summary>
    [JsonStringEnumMemberName("connecting")]
    Connecting,

    /// <summary>Frames go out.</summary>
    [JsonStringEnumMemberName("sending")]
    Sending,

    /// <summary>It was lost or refused, and is tried again after a while.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    /// <summary>The stream has ended.</summary>
    [JsonStringEnumMemberName("ended")]
    Ended,
}
