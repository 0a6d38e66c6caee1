namespace P2IKT.Live.Frames.Lens;

/// <summary>What a lens drive has done.</summary>
/// <param name="Steps">
/// Steps that were carried out, with the sign of the order. When an end stop was reached, those of the last write are not known, and not
/// counted. A lens that does not move by so few steps is driven by more.
/// </param>
/// <param name="Size">Index of their size.</param>
/// <param name="FirstSequence">
/// <see cref="Frame.Sequence"/> of the first frame that was taken after the camera reported the move as done. A camera may report it too
/// early, so this frame can still show the lens in motion.
/// </param>
/// <param name="EndStop">The end that was reached, if the camera reports ends.</param>
public readonly record struct LensMove(int Steps, int Size, long FirstSequence, LensEndStop EndStop = LensEndStop.None);
