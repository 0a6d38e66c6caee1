namespace P2IKT.Live.Focus.Readings;

/// <summary>What a focus puller should know about a focus point.</summary>
public enum FocusCue
{
    /// <summary>No network has run on the frame, so nothing is known of its focus.</summary>
    NotMeasured,

    /// <summary>There is no texture to read the focus from.</summary>
    NoTexture,

    /// <summary>Out of focus, and not changing.</summary>
    Steady,

    /// <summary>It gets sharper.</summary>
    Approaching,

    /// <summary>It gets less sharp, without having been at its best.</summary>
    Leaving,

    /// <summary>The best focus has just been passed: turn back.</summary>
    BackUp,

    /// <summary>In focus, within the tolerance.</summary>
    InFocus,
}
