namespace P2IKT.Live.Capture;

/// <summary>How a <see cref="FrameSource"/> stands with its camera, file or network peer.</summary>
public enum ConnectionState
{
    /// <summary>Open, delivering frames or about to.</summary>
    Connected,

    /// <summary>Lost: the source has released its handle and is trying again.</summary>
    Lost,

    /// <summary>Nobody wants frames: the stream was closed until somebody does.</summary>
    Idle,

    /// <summary>The stream came to its end (a file that was played out, a source that was disposed).</summary>
    Ended,
}
