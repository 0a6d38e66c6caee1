namespace P2IKT.Live.Frames;

/// <summary>
/// Base of all failures that this product reports: devices, files, models, networks. Misuse of the API throws the exceptions of .NET.
/// </summary>
/// <remarks>
/// The message is one sentence for the user: what failed, on what, what to do. It names settings by words, never by a flag or a field of
/// one front end; <see cref="Setting"/> lets a front end add its own name of the setting.
/// </remarks>
public abstract class P2iktException : Exception
{
    /// <summary>A failure with its message.</summary>
    /// <param name="kind">What kind of fault.</param>
    /// <param name="message">One sentence for the user.</param>
    /// <param name="innerException">The cause, if it is known.</param>
    protected P2iktException(FaultKind kind, string message, Exception? innerException)
        : base(message, innerException) => Kind = kind;

    /// <summary>What kind of fault; it decides the exit code of the command.</summary>
    public FaultKind Kind { get; }

    /// <summary>What it failed on: a path, an address, the name of a model; null where the message alone says it.</summary>
    public string? Subject { get; init; }

    /// <summary>The setting that avoids the failure when it is changed, in lower case, such as "codec"; null when there is none.</summary>
    public string? Setting { get; init; }
}
