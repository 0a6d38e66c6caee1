using P2IKT.Live.Frames;

namespace P2IKT.Live.Offline;

/// <summary>One file of a batch cannot be deblurred.</summary>
public sealed class OfflineException : P2iktException
{
    /// <summary>A failure of the kind <see cref="FaultKind.Failed"/>.</summary>
    /// <param name="message">One sentence for the user: what failed, on what, what to do.</param>
    /// <param name="innerException">The cause, if it is known.</param>
    public OfflineException(string message, Exception? innerException = null)
        : base(FaultKind.Failed, message, innerException)
    {
    }
}
