using P2IKT.Live.Focus.Curves;

namespace P2IKT.Live.Focus.Lens;

/// <summary>What an autofocus has done.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Message">One sentence for the user.</param>
/// <param name="Fit">The last focus curve; its verdict says whether it was used.</param>
/// <param name="StartRadius">Radius before the first move, in pixels; NaN if it was not readable.</param>
/// <param name="EndRadius">Radius after the last move, in pixels; NaN if it was not readable.</param>
/// <param name="IsRestored">
/// Whether the lens is back at its start, as far as its counts and the picture say; false after <see cref="AutofocusOutcome.InFocus"/>.
/// </param>
/// <param name="Moves">Moves with a reading after each.</param>
/// <param name="Duration">From the call to its end.</param>
public sealed record AutofocusResult(
    AutofocusOutcome Outcome, string Message, FocusCurveFit Fit, float StartRadius, float EndRadius, bool IsRestored, int Moves,
    TimeSpan Duration);
