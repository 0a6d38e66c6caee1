namespace P2IKT.Live.Capture.Webcam;

/// <summary>A camera at this machine.</summary>
/// <param name="Name">As the driver calls it.</param>
/// <param name="Uri">The source URI that opens this very camera, whatever its number is next time, where that is possible.</param>
public sealed record CameraDevice(string Name, string Uri)
{
    /// <summary>How the driver opens it now: a device path or an index. Another after it was plugged in elsewhere.</summary>
    public string Node { get; init; } = "";

    /// <summary>What it can do, as far as it reports; empty when that is unknown.</summary>
    public IReadOnlyList<CameraMode> Modes { get; init; } = [];
}
