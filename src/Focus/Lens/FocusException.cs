using P2IKT.Live.Frames;

namespace P2IKT.Live.Focus.Lens;

/// <summary>A lens cannot be driven, or did not do what it was ordered to.</summary>
public sealed class FocusException : P2iktException
{
    /// <summary>A failure with its message.</summary>
    /// <param name="kind">What kind of fault.</param>
    /// <param name="message">One sentence for the user: what failed, on what, what to do.</param>
    /// <param name="innerException">The cause, if it is known.</param>
    public FocusException(FaultKind kind, string message, Exception? innerException = null)
        : base(kind, message, innerException)
    {
    }
}
