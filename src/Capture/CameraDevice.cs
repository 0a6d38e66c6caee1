namespace P2IKT.Live.Capture;

/// <summary>A camera at this machine.</summary>
/// <param name="Name">As the driver calls it.</param>
/// <param name="Uri">What <c>--source</c> takes to open it.</param>
public sealed record CameraDevice(string Name, string Uri);
