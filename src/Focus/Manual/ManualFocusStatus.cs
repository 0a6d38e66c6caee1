namespace P2IKT.Live.Focus.Manual;

/// <summary>Whether the position of a focus ring can be read from two points, or why not.</summary>
public enum ManualFocusStatus
{
    /// <summary>It can be read.</summary>
    Readable,

    /// <summary>A point has no texture to read the focus from.</summary>
    NoTexture,

    /// <summary>The ring has not been turned enough yet.</summary>
    NotEnoughMotion,

    /// <summary>Both points are at the same depth: choose one that is nearer or farther.</summary>
    SameDepth,

    /// <summary>The two radii do not belong to one lens: the scene or the camera moves.</summary>
    Inconsistent,

    /// <summary>There is one point, and it takes two.</summary>
    SinglePoint,

    /// <summary>No network has run on the frame.</summary>
    NotMeasured,
}
