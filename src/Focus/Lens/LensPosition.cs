namespace P2IKT.Live.Focus.Lens;

/// <summary>
/// A position that a lens has had, as the net count of its steps of each size. To go back by the same counts is exact even where the ratios
/// of the sizes are not known.
/// </summary>
public sealed class LensPosition
{
    private readonly int[] _steps;

    internal LensPosition(int[] steps, Slack slack, double slip, bool isFromFar) =>
        (_steps, Slack, Slip, IsFromFar) = (steps, slack, slip, isFromFar);

    /// <summary>Net steps of each size since the tracking began, farther counted positive.</summary>
    public IReadOnlyList<int> Steps => _steps;

    /// <summary>Play of the gears when the lens stood here.</summary>
    internal Slack Slack { get; }

    /// <summary>Travel that has become uncertain until here, in steps of the finest size; compared, not used alone.</summary>
    internal double Slip { get; }

    /// <summary>Whether it was reached by a move nearer that took up all backlash; it is then reached again from the far side.</summary>
    internal bool IsFromFar { get; }
}
