namespace P2IKT.Live.Focus.Manual;

/// <summary>How a focus ring is to be turned to bring a point into focus, in measures of its last turn.</summary>
/// <param name="Turn">Which way.</param>
/// <param name="Share">How far, as a share of the way since the ring was last reversed: 0.33 is a third of it. 0 to hold.</param>
public readonly record struct RingAdvice(RingTurn Turn, double Share)
{
    private const string Hold = "hold";
    private static readonly double[] Limits = [0.18, 0.29, 0.42, 0.58, 0.71, 0.88, 1.25, 1.75]; // of the share, each below the next measure
    private static readonly string[] GoOn = Texts("go on by", "as much again");
    private static readonly string[] TurnBack = Texts("turn back by", "all of it");

    /// <summary>As one would say it: "turn back by a third". Allocates nothing.</summary>
    public override string ToString()
    {
        if (Turn == RingTurn.Hold)
            return Hold;
        var measure = 0;
        while (measure < Limits.Length && !(Share < Limits[measure]))
            measure++;
        return (Turn == RingTurn.GoOn ? GoOn : TurnBack)[measure];
    }

    private static string[] Texts(string verb, string whole) =>
    [
        $"{verb} a little", $"{verb} a quarter", $"{verb} a third", $"{verb} half", $"{verb} two thirds", $"{verb} three quarters",
        $"{verb} {whole}", $"{verb} one and a half times as much", $"{verb} twice as much or more",
    ];
}
