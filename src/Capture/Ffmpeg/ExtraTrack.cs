namespace P2IKT.Live.Capture.Ffmpeg;

/// <summary>A stream of a video file beside the one that is deblurred.</summary>
/// <param name="Index">Its number in the file.</param>
/// <param name="Kind">"audio", "subtitle", "attachment", "data", "video".</param>
/// <param name="Codec">Its codec, as <c>ffprobe</c> names it.</param>
public sealed record ExtraTrack(int Index, string Kind, string Codec)
{
    /// <summary>A picture that stands for the file.</summary>
    public bool IsCover { get; init; }

    /// <summary>A track that numbers the frames (<c>tmcd</c>): made anew from what the video's own description says of it.</summary>
    public bool IsTimecode { get; init; }

    /// <summary>Whether it belongs to another program of a transport stream, which has another clock.</summary>
    public bool IsOfAnotherProgram { get; init; }

    /// <summary>
    /// How samples of sound come out of the decoder, such as "s16"; empty for other streams, and for sound of which no packet was found.
    /// </summary>
    public string SampleFormat { get; init; } = "";
}
