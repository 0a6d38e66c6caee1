using P2IKT.Live.Frames;

namespace P2IKT.Live;

/// <summary>The exit codes of the program.</summary>
public static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Failed while running.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage.</summary>
    public const int WrongUsage = 2;

    /// <summary>Source or device not available, or a program that it needs.</summary>
    public const int SourceNotAvailable = 3;

    /// <summary>Model or provider not usable.</summary>
    public const int ModelNotUsable = 4;

    /// <summary>The code for a failure before the first frame.</summary>
    public static int Of(Exception failure) => failure is P2iktException { Kind: var kind } ? Of(kind) : Failed;

    private static int Of(FaultKind kind) => kind switch
    {
        FaultKind.WrongUsage => WrongUsage,
        FaultKind.NotAvailable => SourceNotAvailable,
        FaultKind.NotUsable => ModelNotUsable,
        _ => Failed,
    };
}
