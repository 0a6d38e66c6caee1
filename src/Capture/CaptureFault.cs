namespace P2IKT.Live.Capture;

/// <summary>What kind of trouble a <see cref="CaptureException"/> tells of; each has its exit code on the command line.</summary>
public enum CaptureFault
{
    /// <summary>It worked, and then it failed: a damaged file, an observer that threw (exit code 1).</summary>
    Failed,

    /// <summary>What the user wrote names no source: unknown scheme, option or value (exit code 2).</summary>
    WrongUsage,

    /// <summary>The source is well named but cannot be opened: absent, unreachable, not a video (exit code 3).</summary>
    NotAvailable,
}
