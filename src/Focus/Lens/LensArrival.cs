using P2IKT.Live.Frames.Lens;

namespace P2IKT.Live.Focus.Lens;

/// <summary>Where a tracked move has ended.</summary>
/// <param name="Units">Net travel, in steps of the finest size; backlash not counted.</param>
/// <param name="FirstSequence">Number of the first frame after it; 0 when nothing was moved.</param>
/// <param name="EndStop">The end of the range that stopped it, if the camera reports ends.</param>
/// <param name="Orders">Orders that the camera has carried out.</param>
public readonly record struct LensArrival(double Units, long FirstSequence, LensEndStop EndStop, int Orders);
