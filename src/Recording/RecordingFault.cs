namespace P2IKT.Live.Recording;

/// <summary>Kinds of <see cref="RecordingException"/>.</summary>
public enum RecordingFault
{
    /// <summary>It failed at work: a full disk, an encoder that died.</summary>
    Failed,

    /// <summary>What was asked for cannot be meant: an unknown codec, a file that is there already.</summary>
    WrongUsage,

    /// <summary>A program that is needed is not installed, or cannot do it.</summary>
    NotAvailable,
}
