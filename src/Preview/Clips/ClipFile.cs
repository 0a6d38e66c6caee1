using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Preview.Clips;

/// <summary>A clip in the folder, and what its sidecar says of it.</summary>
/// <param name="File">The video.</param>
/// <param name="Sidecar">What was written beside it; null when that is missing or cannot be read.</param>
/// <param name="Source">The source's own picture, recorded beside; null when it was not kept.</param>
/// <param name="Problem">Why the file beside it that should be its sidecar cannot be used, one clause; null when it can, or is missing.</param>
internal sealed record ClipFile(FileInfo File, ClipSidecar? Sidecar, FileInfo? Source, string? Problem);
