namespace P2IKT.Live.Preview;

/// <summary>
/// The preview cannot be served. The message is one sentence for the user: what failed, on what, what to do.
/// </summary>
public sealed class PreviewException : Exception
{
    /// <summary>With no message; prefer the others.</summary>
    public PreviewException()
    {
    }

    /// <summary>With a sentence for the user.</summary>
    public PreviewException(string message)
        : base(message)
    {
    }

    /// <summary>With a sentence for the user, and what caused it.</summary>
    public PreviewException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
