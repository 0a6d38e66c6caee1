namespace P2IKT.Live.Capture.Stills;

/// <summary>A still of a hot folder, on its way through the pipeline.</summary>
/// <param name="Sequence">Number of its frame in the stream: its <see cref="Frame.Sequence"/>.</param>
/// <param name="Path">The original, a full path. Never written to.</param>
/// <param name="OutputPath">Where the deblurred still goes; null for a raw file, which is only shown.</param>
/// <param name="WrittenAt">Last write of the original, UTC.</param>
/// <param name="Metadata">JPEG segments (EXIF, XMP, profile) for the result, orientation set to upright; empty for other formats.</param>
public sealed record Still(long Sequence, string Path, string? OutputPath, DateTime WrittenAt, ReadOnlyMemory<byte> Metadata);
