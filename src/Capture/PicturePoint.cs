using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture;

/// <summary>A place in the whole live-view picture of a camera.</summary>
/// <param name="X">Share of the width, from 0 at the left edge to 1.</param>
/// <param name="Y">Share of the height, from 0 at the top edge to 1.</param>
/// <param name="Sensor">
/// Size of the camera's largest picture, in pixels: Canon and Nikon take places in those, and do not say how many they have. Sony needs
/// none.
/// </param>
public readonly record struct PicturePoint(double X, double Y, FrameSize Sensor = default);
