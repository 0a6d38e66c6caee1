namespace P2IKT.Live.Recording.Videos;

/// <summary>What became of the frames of a video.</summary>
/// <param name="Frames">Frames read, changed and written; all the file gave.</param>
/// <param name="Errors">Errors in the file, as far as the decoder noticed.</param>
/// <param name="AdjustedTimestamps">Timestamps that did not rise and were moved.</param>
public sealed record VideoReport(long Frames, int Errors, long AdjustedTimestamps);
