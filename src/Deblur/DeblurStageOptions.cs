namespace P2IKT.Live.Deblur;

/// <summary>How a <see cref="DeblurStage"/> works.</summary>
public sealed record DeblurStageOptions
{
    /// <summary>
    /// Results that may be out at once: one being written, one in each observer's hands and mailbox. With none free the frame is
    /// dropped and counted.
    /// </summary>
    public int Buffers { get; init; } = 6;
}
