namespace P2IKT.Live.Capture.Video;

/// <summary>
/// Turns a file's timestamps into ones that can be trusted: they begin at zero and always advance. Missing, repeated or
/// wildly jumping ones are replaced by the nominal rate.
/// </summary>
internal sealed class MediaClock(double framesPerSecond)
{
    /// <summary>What is more between two frames is a fault of the file.</summary>
    public static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(10);

    private readonly TimeSpan _frame = TimeSpan.FromSeconds(1 / (framesPerSecond > 0 ? framesPerSecond : 25));
    private TimeSpan? _raw;

    /// <summary>How long a frame is shown, by the nominal rate.</summary>
    public TimeSpan FrameTime => _frame;

    /// <summary>Timestamp that the frame after the latest should have, by the nominal rate; null before the first.</summary>
    public TimeSpan? NextTimestamp => _raw + _frame;

    /// <summary>When the latest frame is due, counted from the first.</summary>
    public TimeSpan Position { get; private set; }

    /// <summary>When the latest frame stops being shown, counted from the first; the next is due then, by the nominal rate.</summary>
    public TimeSpan End => _raw is null ? TimeSpan.Zero : Position + _frame;

    /// <summary>Takes the timestamp of the next frame and returns when it is due, counted from the first.</summary>
    public TimeSpan Advance(TimeSpan timestamp)
    {
        if (_raw is { } before)
        {
            var step = timestamp - before;
            Position += step > TimeSpan.Zero && step < LongestGap ? step : _frame;
        }
        _raw = timestamp;
        return Position;
    }
}
