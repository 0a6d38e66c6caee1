namespace P2IKT.Live.Testing.Lens;

/// <summary>What a lens says to an order, or of one that is over.</summary>
internal enum LensAnswer
{
    /// <summary>It moves, or has moved as it was ordered.</summary>
    Fine,

    /// <summary>It has reached an end of its range.</summary>
    AtEnd,

    /// <summary>It does not move by so few units.</summary>
    TooFew,

    /// <summary>The camera's autofocus has found nothing.</summary>
    NotFocused,

    /// <summary>It does not take this order.</summary>
    Refused,
}
