using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture;

/// <summary>A source cannot be opened, read or controlled, or it has ended for good.</summary>
public sealed class CaptureException : P2iktException
{
    /// <summary>A failure of the kind <see cref="FaultKind.Failed"/>.</summary>
    /// <param name="message">One sentence for the user: what failed, on what, what to do.</param>
    /// <param name="innerException">The cause, if it is known.</param>
    public CaptureException(string message, Exception? innerException = null)
        : this(FaultKind.Failed, message, innerException)
    {
    }

    /// <summary>A failure of any kind.</summary>
    /// <param name="kind">What kind of fault; it decides the exit code of the command.</param>
    /// <param name="message">One sentence for the user: what failed, on what, what to do.</param>
    /// <param name="innerException">The cause, if it is known.</param>
    public CaptureException(FaultKind kind, string message, Exception? innerException = null)
        : base(kind, message, innerException)
    {
    }
}
