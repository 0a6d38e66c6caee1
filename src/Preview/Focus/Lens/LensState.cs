namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>The state of a driven lens.</summary>
/// <param name="UnavailableReason">Why it cannot be driven now, in one sentence that says what to do; null when it can.</param>
/// <param name="Operation">What runs.</param>
/// <param name="Message">One sentence on what runs, or on how the last operation ended; empty before any.</param>
/// <param name="Failed">Whether the last operation has not reached what it was started for.</param>
/// <param name="Point">Number of the focus point that the operation is about; null for none.</param>
/// <param name="Progress">Share of the operation that is done, 0 to 1; null when it is not known.</param>
/// <param name="Marks">The focus marks, in the order of their numbers.</param>
/// <param name="Stack">The planned focus stack.</param>
/// <param name="DriftPoint">Number of the focus point whose drift is watched; null for none.</param>
/// <param name="DriftWarning">How far it has drifted, in one sentence; null while it is where it was.</param>
internal sealed record LensState(
    string? UnavailableReason, LensOperation Operation, string Message, bool Failed, int? Point, double? Progress,
    IReadOnlyList<LensMark> Marks, LensStackPlan Stack, int? DriftPoint, string? DriftWarning)
{
    /// <summary>Backlash of the lens in steps of its finest size, at least and at most; null before it was measured.</summary>
    public LensBacklash? Backlash { get; init; }

    /// <summary>What was not read or kept of earlier measurements, one sentence; null when all is well.</summary>
    public string? Note { get; init; }
}
