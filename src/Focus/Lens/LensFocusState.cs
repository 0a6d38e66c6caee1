namespace P2IKT.Live.Focus.Lens;

/// <summary>What a lens does, for a page that shows it.</summary>
/// <param name="Activity">What it is used for.</param>
/// <param name="Point">Number of the focus point that it is used for; null: none.</param>
/// <param name="Progress">Share of the activity that is done, 0 to 1; NaN where nobody can know.</param>
/// <param name="Message">How the last activity has ended, or what it does, in one sentence; null: nothing to say.</param>
/// <param name="Outcome">How the last autofocus has ended; null: another activity was the last, or none.</param>
/// <param name="UnavailableReason">Why the lens cannot be driven now, in one sentence; null when it can.</param>
/// <param name="Marks">Names of the focus marks.</param>
public sealed record LensFocusState(
    LensActivity Activity, int? Point, double Progress, string? Message, AutofocusOutcome? Outcome, string? UnavailableReason,
    IReadOnlyList<string> Marks);
