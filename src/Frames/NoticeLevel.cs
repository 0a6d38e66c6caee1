namespace P2IKT.Live.Frames;

/// <summary>How much a <see cref="Notice"/> matters to the user.</summary>
public enum NoticeLevel
{
    /// <summary>Something has changed; nothing is lost.</summary>
    Info,

    /// <summary>Something is lost or left out, and the work goes on.</summary>
    Warning,

    /// <summary>A part of the work has ended before its time.</summary>
    Error,
}
