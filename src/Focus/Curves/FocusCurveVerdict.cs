namespace P2IKT.Live.Focus.Curves;

/// <summary>Whether the minimum of a focus curve can be used, or why not.</summary>
public enum FocusCurveVerdict
{
    /// <summary>It can be used.</summary>
    Valid,

    /// <summary>Too few samples are readable, or too few agree with each other.</summary>
    TooFewSamples,

    /// <summary>The samples have no minimum: the radius does not change, or bends the wrong way.</summary>
    NoMinimum,

    /// <summary>The minimum lies too far outside the positions that were measured.</summary>
    OutOfRange,

    /// <summary>The minimum is too uncertain.</summary>
    Uncertain,

    /// <summary>The curve explains too little of what was measured: the scene has moved.</summary>
    PoorFit,
}
