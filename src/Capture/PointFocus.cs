using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture;

/// <summary>What came of an autofocus at a point.</summary>
/// <param name="InFocus">Whether the camera found focus; null when it does not say.</param>
/// <param name="FirstSequence"><see cref="Frame.Sequence"/> of the first frame that was taken after it.</param>
public readonly record struct PointFocus(bool? InFocus, long FirstSequence);
