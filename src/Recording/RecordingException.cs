using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording;

/// <summary>A clip, a still or a video cannot be written.</summary>
public sealed class RecordingException : P2iktException
{
    /// <summary>A failure of the kind <see cref="FaultKind.Failed"/>.</summary>
    /// <param name="message">One sentence for the user: what failed, on what, what to do.</param>
    /// <param name="innerException">The cause, if it is known.</param>
    public RecordingException(string message, Exception? innerException = null)
        : this(FaultKind.Failed, message, innerException)
    {
    }

    /// <summary>A failure of any kind.</summary>
    /// <param name="kind">What kind of fault; it decides the exit code of the command.</param>
    /// <param name="message">One sentence for the user: what failed, on what, what to do.</param>
    /// <param name="innerException">The cause, if it is known.</param>
    public RecordingException(FaultKind kind, string message, Exception? innerException = null)
        : base(kind, message, innerException)
    {
    }
}
