namespace P2IKT.Live.Recording.Clips;

/// <summary>Where a clip's frames came from.</summary>
/// <param name="Uri">The URI of the source, without user and password.</param>
/// <param name="Name">Name of the camera or file.</param>
public sealed record ClipSource(string Uri, string Name);
