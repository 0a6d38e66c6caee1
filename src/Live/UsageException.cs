using P2IKT.Live.Frames;

namespace P2IKT.Live;

/// <summary>The command line is not valid, or asks for something that is not possible.</summary>
public sealed class UsageException : P2iktException
{
    /// <summary>A failure of the kind <see cref="FaultKind.WrongUsage"/>.</summary>
    /// <param name="message">One sentence for the user: what failed, on what, what to do.</param>
    /// <param name="innerException">The cause, if it is known.</param>
    public UsageException(string message, Exception? innerException = null)
        : base(FaultKind.WrongUsage, message, innerException)
    {
    }
}
