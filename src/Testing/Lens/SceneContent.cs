namespace P2IKT.Live.Testing.Lens;

/// <summary>What stands before a simulated camera.</summary>
public enum SceneContent
{
    /// <summary>The built-in still life on a table, at eight depths.</summary>
    StillLife,

    /// <summary>An evenly lit white wall: nothing to focus on.</summary>
    White,
}
