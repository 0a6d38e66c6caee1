namespace P2IKT.Live.Recording.Clips;

/// <summary>How a clip was recorded.</summary>
/// <param name="Codec">Name of the <see cref="VideoCodec"/>.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Fps">Frames a second of the clip, constant.</param>
/// <param name="Overlay">The overlay that was burned in; null for none.</param>
/// <param name="PreRollSeconds">How much of what was before the start the clip was to hold.</param>
public sealed record ClipSettings(string Codec, int Width, int Height, double Fps, string? Overlay, double PreRollSeconds);
