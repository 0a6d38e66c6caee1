namespace P2IKT.Live.Capture;

/// <summary>
/// A source could not be opened or went away for good. The message is one sentence for the user: what failed, on what, what to do.
/// </summary>
public sealed class CaptureException : Exception
{
    /// <summary>With no message; prefer the others.</summary>
    public CaptureException()
    {
    }

    /// <summary>With a sentence for the user.</summary>
    public CaptureException(string message)
        : base(message)
    {
    }

    /// <summary>With a sentence for the user, and what caused it.</summary>
    public CaptureException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
