using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Clips;

/// <summary>Draws an overlay onto a deblurred frame, for a clip.</summary>
/// <param name="sharp">The deblurred frame; only read.</param>
/// <param name="blur">Its blur map in pixels.</param>
/// <param name="confidence">How far each value of the map can be trusted, 0 to 1.</param>
/// <param name="blurStride">Pixels of the frame for one value of the map, in each direction.</param>
/// <returns>Packed BGR of the frame's size, valid until the next call.</returns>
public delegate ReadOnlySpan<byte> DrawOverlay(Frame sharp, Frame blur, Frame confidence, int blurStride);

/// <summary>An overlay for clips.</summary>
/// <param name="Name">What the sidecar calls it.</param>
/// <param name="Draw">Draws it; called on the recorder's thread only.</param>
public sealed record ClipOverlay(string Name, DrawOverlay Draw);
