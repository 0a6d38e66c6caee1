namespace P2IKT.Live.Capture;

/// <summary>The state of a camera that can be controlled, see <see cref="ICameraControls"/>.</summary>
public sealed record CameraState
{
    /// <summary>What the camera calls itself.</summary>
    public required string Model { get; init; }

    /// <summary>Whether it is there; a lost camera is looked for.</summary>
    public bool Connected { get; init; }

    /// <summary>Why the live view stands still just now, one sentence; null while it runs.</summary>
    public string? Paused { get; init; }

    /// <summary>
    /// The last thing that went wrong, one sentence; null when the last thing went well. That a picture was not saved stands here until an
    /// order goes well: the next picture of the camera's own button does not hide it, nor does a camera that comes back.
    /// </summary>
    public string? Problem { get; init; }

    /// <summary>That its pictures are only here, or only on its card, one sentence; null where they are on both, or nobody knows.</summary>
    public string? Notice { get; init; }

    /// <summary>Its settings, as they were last read.</summary>
    public IReadOnlyList<CameraSetting> Settings { get; init; } = [];

    /// <summary>Its card, as it was last read; null until then, and for a camera that does not say.</summary>
    public CameraCard? Card { get; init; }

    /// <summary>Where its pictures are saved.</summary>
    public required string StillsFolder { get; init; }

    /// <summary>Pictures saved so far.</summary>
    public long Stills { get; init; }

    /// <summary>Pictures on the camera's card that are being downloaded.</summary>
    public int Waiting { get; init; }

    /// <summary>Pictures that were not saved so far, or may not have been.</summary>
    public long NotSaved { get; init; }

    /// <summary>The picture that was saved last; null before the first.</summary>
    public CameraStill? LastStill { get; init; }
}
