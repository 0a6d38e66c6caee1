using System.Text.Json;
using System.Text.Json.Serialization;
using P2IKT.Live.Capture;

namespace P2IKT.Live.Preview.Status;

/// <summary>Writes a connection state as "connected", "lost" or "ended".</summary>
internal sealed class ConnectionStateJsonConverter()
    : JsonStringEnumConverter<ConnectionState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
