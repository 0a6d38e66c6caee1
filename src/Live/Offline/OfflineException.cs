namespace P2IKT.Live.Offline;

/// <summary>One file of a batch cannot be deblurred; the message is one sentence for the user: what failed, on what, what to do.</summary>
public sealed class OfflineException : Exception
{
    /// <summary>With no message; prefer the others.</summary>
    public OfflineException()
    {
    }

    /// <summary>With a sentence for the user.</summary>
    public OfflineException(string message)
        : base(message)
    {
    }

    /// <summary>With a sentence for the user, and what caused it.</summary>
    public OfflineException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
