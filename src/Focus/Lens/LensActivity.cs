namespace P2IKT.Live.Focus.Lens;

/// <summary>What a lens is being used for.</summary>
public enum LensActivity
{
    /// <summary>Nothing.</summary>
    Idle,

    /// <summary>It moves by an order of the user.</summary>
    Driving,

    /// <summary>It is being focused on a point.</summary>
    Focusing,

    /// <summary>It moves to a focus mark.</summary>
    Racking,

    /// <summary>A focus stack is being shot.</summary>
    Stacking,

    /// <summary>Its backlash is being measured.</summary>
    Calibrating,
}
