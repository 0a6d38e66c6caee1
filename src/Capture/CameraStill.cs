namespace P2IKT.Live.Capture;

/// <summary>A picture that a tethered camera took, on the disk byte for byte as the camera wrote it.</summary>
/// <param name="Name">As the camera calls it.</param>
/// <param name="Path">The file; another name than the camera's where a file of that name was there already.</param>
/// <param name="Bytes">Its length.</param>
public sealed record CameraStill(string Name, string Path, long Bytes);
