using P2IKT.Live.Frames.Lens;

namespace P2IKT.Live.Capture.Tethering.Lens;

/// <summary>One write to the widget that drives a lens.</summary>
/// <param name="Value">What is written, as the driver spells it.</param>
/// <param name="Steps">Steps that it carries out, without a sign.</param>
/// <param name="EndStop">The end of the focus range that it reaches, where the camera's limits are known.</param>
internal readonly record struct LensWrite(string Value, int Steps, LensEndStop EndStop = LensEndStop.None);
