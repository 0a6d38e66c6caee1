namespace P2IKT.Live.Frames.Lens;

/// <summary>
/// Drives the focus of a lens by steps, as tethered cameras do: relative, without a position that could be read, and often without an
/// answer about an end stop. Thread-safe; orders are carried out one after the other.
/// </summary>
public interface ILensDrive
{
    /// <summary>What this drive can do; null while the camera is lost, or its lens cannot be driven now.</summary>
    LensDriveTraits? Traits { get; }

    /// <summary>Why the lens cannot be driven now, in one sentence that says what to do; null when it can.</summary>
    string? UnavailableReason { get; }

    /// <summary>Moves the focus, and returns when the first picture after the move is on its way.</summary>
    /// <param name="steps">How many steps of <paramref name="size"/>; negative is nearer, positive farther, 0 is refused.</param>
    /// <param name="size">Index into <see cref="LensDriveTraits.Sizes"/>.</param>
    /// <param name="cancellation">
    /// Stops waiting. Steps that are orders of their own and not given yet are left out; the lens may finish its move all the same.
    /// </param>
    /// <returns>What was done, and which frame shows it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are no steps, or there is no such size.</exception>
    /// <exception cref="P2iktException">
    /// The camera refused (<see cref="FaultKind.Failed"/>), or is lost (<see cref="FaultKind.NotAvailable"/>).
    /// </exception>
    Task<LensMove> DriveAsync(int steps, int size, CancellationToken cancellation = default);
}
