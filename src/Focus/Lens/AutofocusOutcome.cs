namespace P2IKT.Live.Focus.Lens;

/// <summary>How an autofocus has ended. After every outcome but <see cref="InFocus"/> the lens was ordered back to its start.</summary>
public enum AutofocusOutcome
{
    /// <summary>The point is in focus, measured after the last move.</summary>
    InFocus,

    /// <summary>The point has no texture to read the focus from, so that the lens was not moved.</summary>
    NoTexture,

    /// <summary>Nowhere in the range that was searched could the point be read.</summary>
    NotFound,

    /// <summary>The scene or the camera moved.</summary>
    SceneMoves,

    /// <summary>The picture does not change with the orders to the lens.</summary>
    LensDoesNotMove,

    /// <summary>The best focus lies beyond an end of the lens's range.</summary>
    BeyondEndStop,

    /// <summary>The focus curve was too uncertain to be trusted.</summary>
    Uncertain,

    /// <summary>It took too long.</summary>
    TimedOut,

    /// <summary>The camera refused an order or was lost; the lens may not be at its start.</summary>
    DriveFailed,
}
