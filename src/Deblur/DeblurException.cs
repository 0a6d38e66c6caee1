using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur;

/// <summary>A model or an execution provider cannot be used.</summary>
public sealed class DeblurException : P2iktException
{
    /// <summary>A failure of the kind <see cref="FaultKind.NotUsable"/>.</summary>
    /// <param name="message">One sentence for the user: what failed, on what, what to do.</param>
    /// <param name="innerException">The cause, if it is known.</param>
    public DeblurException(string message, Exception? innerException = null)
        : base(FaultKind.NotUsable, message, innerException)
    {
    }
}
