namespace P2IKT.Live.Recording;

/// <summary>A clip or still cannot be written. The message is one sentence for the user: what failed, on what, what to do.</summary>
public sealed class RecordingException : Exception
{
    /// <summary>With no message; prefer the others.</summary>
    public RecordingException()
    {
    }

    /// <summary>With a sentence for the user; the kind is <see cref="RecordingFault.Failed"/>.</summary>
    public RecordingException(string message)
        : base(message)
    {
    }

    /// <summary>With a sentence for the user, and what caused it; the kind is <see cref="RecordingFault.Failed"/>.</summary>
    public RecordingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>With its kind, a sentence for the user, and what caused it if that is known.</summary>
    public RecordingException(RecordingFault kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>What kind of trouble: decides the exit code.</summary>
    public RecordingFault Kind { get; }
}
