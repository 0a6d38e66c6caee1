namespace P2IKT.Live.Frames;

/// <summary>Kinds of <see cref="P2iktException"/>: one for each exit code of the command.</summary>
public enum FaultKind
{
    /// <summary>It failed at work: a damaged file, a full disk, an encoder that ended early.</summary>
    Failed,

    /// <summary>A setting has a value that is not possible: an unknown source, an unknown codec, a file that exists already.</summary>
    WrongUsage,

    /// <summary>A device, a source or a program is absent, unreachable or not readable.</summary>
    NotAvailable,

    /// <summary>A model or an execution provider cannot be used.</summary>
    NotUsable,
}
