using System.Text.Json.Serialization;
using P2IKT.Live.Capture;

namespace P2IKT.Live.Preview.Status;

/// <summary>Where the frames come from, as reported to viewers.</summary>
/// <param name="Uri">The URI that opened it.</param>
/// <param name="Name">Its short name.</param>
/// <param name="Width">Width of a frame in pixels; 0 while a camera has shown no picture.</param>
/// <param name="Height">Height of a frame in pixels; 0 likewise.</param>
/// <param name="Fps">Nominal frames a second; 0 when the source does not report a rate.</param>
/// <param name="IsLive">Whether it is a camera, whose loss is retried.</param>
/// <param name="Connection">The state of the connection now.</param>
public sealed record SourceStatus(
    string Uri, string Name, int Width, int Height, double Fps, bool IsLive,
    [property: JsonConverter(typeof(ConnectionStateJsonConverter))] ConnectionState Connection)
{
    /// <summary>
    /// The kind of source: "test", "video", "webcam", "network", "tethered", "folder", or the word of a host's own provider.
    /// </summary>
    public string Kind { get; init; } = "";

    /// <summary>What can be done with it: "camera", "stills", "recording", "finite"; see <see cref="SourceCapabilities"/>.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>The status of a described source.</summary>
    public static SourceStatus Of(SourceDescription source, ConnectionState connection)
    {
        ArgumentNullException.ThrowIfNull(source);
        var (width, height) = source.SizeIsKnown ? (source.Size.Width, source.Size.Height) : (0, 0);
        return new(source.Uri, source.Name, width, height, source.FramesPerSecond, source.IsLive, connection)
        {
            Kind = source.Kind,
            Capabilities = [.. Enum.GetValues<SourceCapabilities>()
                .Where(capability => capability != SourceCapabilities.None && source.Capabilities.HasFlag(capability))
                .Select(static capability => capability.ToString().ToLowerInvariant())],
        };
    }
}
