namespace P2IKT.Live.Focus.Sweeps;

/// <summary>What has become of a frame of a sweep.</summary>
public enum SweepFrameResult
{
    /// <summary>What is sharpest in it was taken.</summary>
    Merged,

    /// <summary>The scene or the camera has moved since the frame before; nothing was taken, or it would show twice.</summary>
    SceneMoved,

    /// <summary>No network ran on it; nothing was taken.</summary>
    Unknown,
}
