using System.Text.Json.Serialization;
using P2IKT.Live.Capture;

namespace P2IKT.Live.Preview.Status;

/// <summary>Where the frames come from, as told to viewers.</summary>
/// <param name="Uri">The URI that opened it.</param>
/// <param name="Name">Its short name.</param>
/// <param name="Width">Width of a frame in pixels; 0 while a camera has shown no picture.</param>
/// <param name="Height">Height of a frame in pixels; 0 likewise.</param>
/// <param name="Fps">Nominal frames a second; 0 when the source does not say.</param>
/// <param name="IsLive">Whether it is a camera, whose loss is retried.</param>
/// <param name="Connection">How it stands now.</param>
public sealed record SourceStatus(
    string Uri, string Name, int Width, int Height, double Fps, bool IsLive,
    [property: JsonConverter(typeof(ConnectionStateJsonConverter))] ConnectionState Connection)
{
    /// <summary>The status of a described source.</summary>
    public static SourceStatus Of(SourceDescription source, ConnectionState connection)
    {
        ArgumentNullException.ThrowIfNull(source);
        var (width, height) = source.SizeIsKnown ? (source.Size.Width, source.Size.Height) : (0, 0);
        return new(source.Uri, source.Name, width, height, source.FramesPerSecond, source.IsLive, connection);
    }
}
