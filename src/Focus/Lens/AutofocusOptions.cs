using P2IKT.Live.Focus.Curves;

namespace P2IKT.Live.Focus.Lens;

/// <summary>Limits of an autofocus.</summary>
public sealed record AutofocusOptions
{
    /// <summary>Blur radius by defocus that still counts as in focus, in pixels of the frame. Default: 1.</summary>
    public double ToleratedRadius { get; init; } = 1;

    /// <summary>What the focus curve must meet.</summary>
    public FocusCurveOptions Curve { get; init; } = FocusCurveOptions.Default;

    /// <summary>Moves with a reading after each, at most. Default: 24.</summary>
    public int MaxMoves { get; init; } = 24;

    /// <summary>
    /// How long a move with its reading may take until it gives up and returns the lens: frames that come slowly do not end it. Default: 15
    /// s.
    /// </summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the readings after a return may take. Default: 3 s.</summary>
    public TimeSpan ReturnLimit { get; init; } = TimeSpan.FromSeconds(3);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ToleratedRadius);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxMoves);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(TimeLimit, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ReturnLimit, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(Curve);
    }
}
