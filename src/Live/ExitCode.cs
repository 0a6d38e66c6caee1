using P2IKT.Live.Capture;
using P2IKT.Live.Deblur;
using P2IKT.Live.Recording;

namespace P2IKT.Live;

/// <summary>What the program tells its caller when it ends.</summary>
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

    /// <summary>The code for a failure before the frames flow.</summary>
    public static int Of(Exception failure) => failure switch
    {
        CaptureException { Kind: CaptureFault.WrongUsage } or UsageException => WrongUsage,
        CaptureException { Kind: CaptureFault.NotAvailable } => SourceNotAvailable,
        RecordingException { Kind: RecordingFault.WrongUsage } => WrongUsage,
        RecordingException { Kind: RecordingFault.NotAvailable } => SourceNotAvailable,
        DeblurException => ModelNotUsable,
        _ => Failed,
    };
}
