namespace P2IKT.Live.Capture.Ffmpeg;

/// <summary>
/// How FFmpeg opens a file that came from elsewhere: as itself, whatever it is called. A playlist named <c>clip.mp4</c> would have it read
/// other files, and show their pictures in ours.
/// </summary>
public static class FfmpegInput
{
    /// <summary>
    /// Names of the demuxers that may read it (FFmpeg's option <c>format_whitelist</c>): containers and raw streams that hold their
    /// pictures themselves. Not among them: hls, dash, concat, imf, sdp, image sequences, and whatever else names other files. The texts
    /// are for subtitles inside AVI.
    /// </summary>
    public const string Formats =
        "mov,matroska,avi,mpegts,mpeg,mpegvideo,asf,mxf,ogg,flv,live_flv,kux,wtv,gxf,rm,ivr,nut,nsv,pva,mtv,mv,dv,ivf,obu,av1,avs,"
        + "yuv4mpegpipe,gif,apng,mjpeg,mpjpeg,h261,h263,h264,hevc,vvc,evc,m4v,vc1,vc1test,dirac,dnxhd,cavsvideo,avs2,avs3,srt,ass";

    // More than usual: in a transport stream, sound that begins late is else not known for sound. Bytes, microseconds.
    private static readonly string[] Probing = ["-probesize", "20000000", "-analyzeduration", "20000000"];

    /// <summary>The arguments of <c>ffmpeg</c> or <c>ffprobe</c> that open a file; put options of that input in front of them.</summary>
    /// <param name="path">Its full path.</param>
    public static string[] Of(string path) =>
        [.. Probing, "-protocol_whitelist", "file", "-format_whitelist", Formats, "-i", $"file:{path}"];
}
