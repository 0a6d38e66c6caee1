namespace P2IKT.Live.Frames.Lens;

/// <summary>An end of a lens's focus range.</summary>
public enum LensEndStop
{
    /// <summary>None was reached, or the camera does not say.</summary>
    None,

    /// <summary>The nearest focus.</summary>
    Near,

    /// <summary>The farthest focus.</summary>
    Far,
}
