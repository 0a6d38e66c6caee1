namespace P2IKT.Live.Focus.Manual;

/// <summary>Which way a focus ring is to be turned.</summary>
public enum RingTurn
{
    /// <summary>Not at all: the point is in focus, or nothing is known.</summary>
    Hold,

    /// <summary>On, the way it was turned last.</summary>
    GoOn,

    /// <summary>Back, against the way it was turned last.</summary>
    TurnBack,
}
