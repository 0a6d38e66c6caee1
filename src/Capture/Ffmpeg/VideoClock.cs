namespace P2IKT.Live.Capture.Ffmpeg;

/// <summary>How the times of a file are read: as they stand, or counted from its beginning.</summary>
/// <remarks>
/// The clock of a transport or program stream runs since its sender was switched on, and may jump in the middle, where two recordings
/// were joined. FFmpeg corrects both (without <c>-copyts</c>) by what it sees of all streams; so each program that reads such a file has to
/// read the same streams, or the sound would be corrected in another way than the pictures.
/// </remarks>
public sealed record VideoClock
{
    /// <summary>
    /// A file that begins later than that carries the clock of a live stream; a gap in front of a film is shorter. Seconds.
    /// </summary>
    private const double LongestGap = 10;

    /// <summary>Times as they stand.</summary>
    public static VideoClock Kept { get; } = new();

    /// <summary>Whether the earliest stream is moved to 0, and the others with it.</summary>
    public bool BeginsAtZero { get; private init; }

    /// <summary>Whether the clock may jump.</summary>
    public bool MayJump { get; private init; }

    /// <summary>Options in front of all inputs.</summary>
    public string[] Options => BeginsAtZero ? [] : ["-copyts"];

    /// <summary>From what <c>ffprobe</c> says.</summary>
    /// <param name="format">Names of the demuxer, parted by commas.</param>
    /// <param name="start">Time of the earliest stream, in seconds; 0 when it is unknown.</param>
    public static VideoClock Of(string format, double start)
    {
        ArgumentNullException.ThrowIfNull(format);
        var jumps = format is "mpegts" or "mpeg";
        return jumps || start > LongestGap ? new VideoClock { BeginsAtZero = true, MayJump = jumps } : Kept;
    }

    /// <summary>
    /// An output to nowhere that has all streams with a clock read which would be passed over else; none where no clock jumps.
    /// </summary>
    /// <param name="input">The number of the input.</param>
    /// <param name="video">What the input is.</param>
    public string[] Witness(int input, VideoInfo video) => !MayJump || video is null ? []
        :
        [
            "-map", $"{input}:{video.Index}",
            .. video.Others.Where(other => other.SampleFormat.Length > 0 && !other.IsOfAnotherProgram)
            .SelectMany(sound => (string[])["-map", $"{input}:{sound.Index}"]),
            "-c", "copy", "-bsf", "setts=ts=N", "-f", "null", "-",
        ];
}
