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

    /// <summary>With a sentence for the user; the kind is <see cref="CaptureFault.Failed"/>.</summary>
    public CaptureException(string message)
        : base(message)
    {
    }

    /// <summary>With a sentence for the user, and what caused it; the kind is <see cref="CaptureFault.Failed"/>.</summary>
    public CaptureException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>With its kind, a sentence for the user, and what caused it if that is known.</summary>
    public CaptureException(CaptureFault kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>What kind of trouble: decides the exit code.</summary>
    public CaptureFault Kind { get; }
}
