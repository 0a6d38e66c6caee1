using System.Text.Json;
using System.Text.Json.Serialization;

namespace P2IKT.Live.Preview;

/// <summary>The JSON of the REST answers, generated at compile time: camelCase.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(LiveStatus))]
internal sealed partial class PreviewJson : JsonSerializerContext;
