namespace P2IKT.Live.Recording.Shoots;

/// <summary>The state of the second copy.</summary>
public sealed record CopyState
{
    /// <summary>The folder of the copies, a full path.</summary>
    public required string Folder { get; init; }

    /// <summary>What it is doing.</summary>
    public CopyPhase Phase { get; init; }

    /// <summary>Files that have no verified copy yet.</summary>
    public int Pending { get; init; }

    /// <summary>Files copied and verified so far, those that had their copy already included.</summary>
    public long Copied { get; init; }

    /// <summary>Files that were moved or deleted before they were copied.</summary>
    public long Gone { get; init; }

    /// <summary>Why it waits, one sentence; null while it does not.</summary>
    public string? Problem { get; init; }

    /// <summary>What the user should know all the same, one sentence: the copies are on the same disk; null: nothing.</summary>
    public string? Notice { get; init; }

    /// <summary>Bytes free for copies; null when the system does not report it.</summary>
    public long? DiskFree { get; init; }
}
