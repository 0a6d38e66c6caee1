using System.Text.Json.Serialization;

namespace P2IKT.Live.Capture;

/// <summary>What a <see cref="CameraSetting"/> takes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CameraSettingKind>))]
public enum CameraSettingKind
{
    /// <summary>One of its choices.</summary>
    [JsonStringEnumMemberName("choice")]
    Choice,

    /// <summary>A number within its range; a focus drive moves by so many steps, towards far when positive.</summary>
    [JsonStringEnumMemberName("range")]
    Range,

    /// <summary>"1" or "0": on or off, or "1" to do it.</summary>
    [JsonStringEnumMemberName("toggle")]
    Toggle,

    /// <summary>Any text.</summary>
    [JsonStringEnumMemberName("text")]
    Text,
}
