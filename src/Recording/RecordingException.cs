namespace P2IKT.Live.Recording;

/// <summary>A clip or still cannot be written. The message is one sentence for the user: what failed, on what, what to do.</summary>
public sealed class RecordingException : Exception
{
    /// <summary>With no message; prefer the others.</summary>
    public RecordingException()
    {
    }

    /// <summary>With a sentence for the user.</summary>
    public RecordingException(string message)
        : base(message)
    {
    }

    /// <summary>With a sentence for the user, and what caused it.</summary>
    public RecordingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
