namespace P2IKT.Live;

/// <summary>The command line asks for something that cannot be meant; the message is one sentence for the user.</summary>
public sealed class UsageException : Exception
{
    /// <summary>With no message; prefer the others.</summary>
    public UsageException()
    {
    }

    /// <summary>With a sentence for the user.</summary>
    public UsageException(string message)
        : base(message)
    {
    }

    /// <summary>With a sentence for the user, and what caused it.</summary>
    public UsageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
