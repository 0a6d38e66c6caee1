using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Access;

/// <summary>The tokens or certificates by which other machines are let in cannot be used.</summary>
public sealed class AccessException : P2iktException
{
    /// <summary>A failure of the kind <see cref="FaultKind.Failed"/>.</summary>
    /// <param name="message">One sentence for the user: what failed, on what, what to do.</param>
    /// <param name="innerException">The cause, if it is known.</param>
    public AccessException(string message, Exception? innerException = null)
        : this(FaultKind.Failed, message, innerException)
    {
    }

    internal AccessException(FaultKind kind, string message, Exception? innerException = null)
        : base(kind, message, innerException)
    {
    }
}
