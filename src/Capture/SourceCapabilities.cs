namespace P2IKT.Live.Capture;

/// <summary>What can be done with a source; <c>/api/status</c> lists the names in lower case.</summary>
[Flags]
public enum SourceCapabilities
{
    /// <summary>Its frames can be watched, no more.</summary>
    None = 0,

    /// <summary>The camera's settings and release can be controlled: <see cref="FrameSource.Camera"/>.</summary>
    Camera = 1,

    /// <summary>Each frame is a still: it is processed, never dropped for a newer one.</summary>
    Stills = 2,

    /// <summary>The frames are a video, of which clips can be recorded.</summary>
    Recording = 4,

    /// <summary>It ends by itself.</summary>
    Finite = 8,
}
