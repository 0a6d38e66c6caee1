namespace P2IKT.Live.Capture.Ffmpeg;

/// <summary>A stream of a video file beside the one that is deblurred.</summary>
/// <param name="Index">Its number in the file.</param>
/// <param name="Kind">"audio", "subtitle", "attachment", "data", "video".</param>
/// <param name="Codec">Its codec, as <c>ffprobe</c> names it.</param>
/// <param name="IsCover">A picture that stands for the file.</param>
/// <param name="IsTimecode">A track that numbers the frames (<c>tmcd</c>): made anew from what the video's own description says of it.</param>
/// <param name="SampleFormat">How samples of sound come out of the decoder, such as "s16"; empty for others.</param>
public sealed record ExtraTrack(int Index, string Kind, string Codec, bool IsCover, bool IsTimecode = false, string SampleFormat = "");
