namespace P2IKT.Live.Recording.Videos;

/// <summary>A stream of a video file beside the one that is deblurred.</summary>
/// <param name="Index">Its number in the file.</param>
/// <param name="Kind">"audio", "subtitle", "attachment", "data", "video".</param>
/// <param name="Codec">Its codec, as <c>ffprobe</c> names it.</param>
/// <param name="IsCover">A picture that stands for the file.</param>
internal sealed record ExtraStream(int Index, string Kind, string Codec, bool IsCover);
