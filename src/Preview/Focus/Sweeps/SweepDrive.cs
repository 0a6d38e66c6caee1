using System.Text.Json;
using System.Text.Json.Serialization;

namespace P2IKT.Live.Preview.Focus.Sweeps;

/// <summary>What changes the focus during a sweep.</summary>
[JsonConverter(typeof(SweepDriveConverter))]
internal enum SweepDrive
{
    /// <summary>The camera drives its lens between the limits of the focus stack.</summary>
    Lens,

    /// <summary>Somebody turns the focus ring.</summary>
    Hand,

    /// <summary>The frames are the stills of a hot folder.</summary>
    Folder,
}

/// <summary>Writes the drive in lower case.</summary>
internal sealed class SweepDriveConverter() : JsonStringEnumConverter<SweepDrive>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
