using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Webcam;

/// <summary>One way in which a camera can deliver its pictures.</summary>
/// <param name="Format">What <c>format=</c> takes, or the driver's own four characters where we have no word for it.</param>
/// <param name="Size">Size of a frame; the largest, where the camera gives any up to it.</param>
/// <param name="FramesPerSecond">The highest rate at this size; 0 when it is unknown.</param>
public sealed record CameraMode(string Format, FrameSize Size, double FramesPerSecond);
