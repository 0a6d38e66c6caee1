using System.Text.Json;
using System.Text.Json.Serialization;

namespace P2IKT.Live.Preview.Access;

/// <summary>Writes a role as "anyone", "watch" or "control".</summary>
internal sealed class AccessRoleJsonConverter()
    : JsonStringEnumConverter<AccessRole>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
