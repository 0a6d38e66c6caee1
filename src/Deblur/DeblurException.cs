namespace P2IKT.Live.Deblur;

/// <summary>
/// A model or an execution provider cannot be used. The message is one sentence for the user: what failed, on what, what to do.
/// </summary>
public sealed class DeblurException : Exception
{
    /// <summary>With no message; prefer the others.</summary>
    public DeblurException()
    {
    }

    /// <summary>With a sentence for the user.</summary>
    public DeblurException(string message)
        : base(message)
    {
    }

    /// <summary>With a sentence for the user, and what caused it.</summary>
    public DeblurException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
