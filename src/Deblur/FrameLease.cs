namespace P2IKT.Live.Deblur;

/// <summary>
/// A frame out of <see cref="LatestFrames.Latest"/>, lent until the next one is asked for, the loop is left, or it is disposed.
/// </summary>
public sealed class FrameLease : IDisposable
{
    /// <summary>
    /// Handles on a <see cref="DeblurredFrame"/> that one reader holds at most: one lent, one waiting, and briefly the one that replaces
    /// it. Pools must have as many buffers for it.
    /// </summary>
    public const int MaxHeldFrames = 3;

    private readonly DeblurredFrame _frame;
    private int _disposed;

    /// <param name="frame">Owned from here on.</param>
    internal FrameLease(DeblurredFrame frame) => _frame = frame;

    /// <summary>The frame. Lent: it ends with the lease.</summary>
    /// <exception cref="ObjectDisposedException">The lease has ended.</exception>
    public DeblurredFrame Frame
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
            return _frame;
        }
    }

    /// <summary>
    /// Another handle on the frame, owned and disposed by the caller: it outlives the lease, and occupies a buffer until then.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The lease has ended.</exception>
    public DeblurredFrame Share() => Frame.Share();

    /// <summary>Ends the lease early. Further calls do nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            _frame.Dispose();
    }
}
