using System.Text.Json.Serialization;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>How a <see cref="HostMessage"/> is written; generated at compile time, so that the host starts at once.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HostMessage))]
internal sealed partial class HostJson : JsonSerializerContext;
