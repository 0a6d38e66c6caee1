using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Preview.Clips;

/// <summary>A clip in the folder, with its sidecar and its kept source.</summary>
/// <param name="File">The video.</param>
/// <param name="Sidecar">Its sidecar without the timeline; null when it is missing or cannot be read.</param>
/// <param name="Source">The video of the source, recorded beside it; null when it was not kept.</param>
/// <param name="Problem">Why its sidecar cannot be used, one clause; null when it can, or is missing.</param>
internal sealed record ClipFile(FileInfo File, ClipSidecar? Sidecar, FileInfo? Source, string? Problem);
