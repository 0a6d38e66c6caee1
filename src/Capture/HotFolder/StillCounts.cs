namespace P2IKT.Live.Capture.HotFolder;

/// <summary>What has become of the stills of a hot folder so far.</summary>
/// <param name="Done">Deblurred and written; raw files shown.</param>
/// <param name="Skipped">Dealt with by an earlier run: the result was there and not older.</param>
/// <param name="Refused">No picture, or with a file of someone else's in the way of the result.</param>
/// <param name="Unwritten">Could not be read or written so far and will be tried again.</param>
/// <param name="Waiting">In the list, the unwritten ones included.</param>
public readonly record struct StillCounts(long Done, long Skipped, long Refused, int Unwritten, int Waiting);
