namespace P2IKT.Live.Capture;

/// <summary>What one release made: one file, or several where the camera writes a RAW beside its JPEG.</summary>
/// <param name="Files">All of them, at least one, in the order in which the camera reported them.</param>
public sealed record CameraShot(IReadOnlyList<CameraStill> Files)
{
    /// <summary>The first file's name, as the camera calls it.</summary>
    public string Name => Files[0].Name;

    /// <summary>Where the first file is.</summary>
    public string Path => Files[0].Path;

    /// <summary>The first file's length.</summary>
    public long Bytes => Files[0].Bytes;
}
