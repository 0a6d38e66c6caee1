namespace P2IKT.Live.Preview;

/// <summary>
/// The preview cannot be served. The message is one sentence for the user: what failed, on which value, what to do.
/// </summary>
public sealed class PreviewException : Exception
{
    /// <summary>Creates one with the default message of <see cref="Exception"/>.</summary>
    public PreviewException()
    {
    }

    /// <summary>Creates one with a sentence for the user.</summary>
    public PreviewException(string message)
        : base(message)
    {
    }

    /// <summary>Creates one with a sentence for the user and the cause.</summary>
    public PreviewException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
