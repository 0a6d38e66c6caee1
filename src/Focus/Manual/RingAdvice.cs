namespace P2IKT.Live.Focus.Manual;

/// <summary>How a focus ring is to be turned to bring a point into focus, in measures of its last turn.</summary>
/// <param name="Turn">Which way.</param>
/// <param name="Share">How far, as a share of the way since the ring was last reversed: 0.33 is a third of it. 0 to hold.</param>
public readonly record struct RingAdvice(RingTurn Turn, double Share)
{
    /// <summary>As one would say it: "turn back by a third".</summary>
    public override string ToString() => Turn switch
    {
        RingTurn.Hold => "hold",
        RingTurn.GoOn => $"go on by {Measure}",
        _ => $"turn back by {Measure}",
    };

    private string Measure => Share switch
    {
        < 0.18 => "a little",
        < 0.29 => "a quarter",
        < 0.42 => "a third",
        < 0.58 => "half",
        < 0.71 => "two thirds",
        < 0.88 => "three quarters",
        < 1.25 => Turn == RingTurn.TurnBack ? "all of it" : "as much again",
        < 1.75 => "one and a half times as much",
        _ => "twice as much or more",
    };
}
