namespace P2IKT.Live.Capture.HotFolder;

/// <summary>What became of a still that a <see cref="HotFolderSource"/> handed out.</summary>
public enum StillOutcome
{
    /// <summary>Written, or shown where nothing is to be written.</summary>
    Done,

    /// <summary>It cannot be written as things stand, and trying again would not help until the original changes.</summary>
    Refused,

    /// <summary>It could not be written now: it stays in the list and is tried again.</summary>
    Failed,
}
