namespace P2IKT.Live.Recording;

/// <summary>The arguments by which <c>ffmpeg</c> makes and marks video in the colours of HDTV (ITU-R BT.709), in limited range.</summary>
internal static class Bt709
{
    /// <summary>Marks the stream that they stand before, or after its encoder: no pixel changes.</summary>
    public static IReadOnlyList<string> Marks { get; } =
        ["-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"];

    /// <summary>Converts RGB pictures, and marks the frames.</summary>
    public static IReadOnlyList<string> Conversion { get; } =
        ["-vf", "scale=out_color_matrix=bt709:out_range=tv,setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709"];
}
