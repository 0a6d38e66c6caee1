using P2IKT.Live.Frames.Lens;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>What a message other than a picture carries; its <see cref="HostMessageType"/> says which fields are set.</summary>
internal sealed record HostMessage
{
    /// <summary>The command that is spoken of; 0: none.</summary>
    public int Command { get; init; }

    /// <summary>A camera, a setting, a file.</summary>
    public string? Name { get; init; }

    /// <summary>A version, a model, a port, a value, a sentence.</summary>
    public string? Text { get; init; }

    /// <summary>A folder on the camera.</summary>
    public string? Folder { get; init; }

    /// <summary>The folders beside it, itself among them.</summary>
    public IReadOnlyList<string>? Folders { get; init; }

    /// <summary>A full path.</summary>
    public string? Path { get; init; }

    /// <summary>libgphoto2's result.</summary>
    public int Code { get; init; }

    /// <summary>Bytes of a still; the number of a picture, counted from 0.</summary>
    public long Number { get; init; }

    /// <summary>Steps of the lens, near when negative.</summary>
    public int Steps { get; init; }

    /// <summary>Index of the size of those steps.</summary>
    public int Size { get; init; }

    /// <summary>The end of the focus range that was reached.</summary>
    public LensEndStop EndStop { get; init; }

    /// <summary>What can be chosen.</summary>
    public IReadOnlyList<string>? Names { get; init; }

    /// <summary>A place of the picture.</summary>
    public HostPoint? Point { get; init; }

    /// <summary>Whether the camera has found focus; null: it does not say.</summary>
    public bool? InFocus { get; init; }

    /// <summary>How the lens can be driven.</summary>
    public LensDriveTraits? Lens { get; init; }

    /// <summary>A setting, with all that is known of it.</summary>
    public CameraSetting? Setting { get; init; }

    /// <summary>The camera's card.</summary>
    public CameraCard? Card { get; init; }

    /// <summary>The files of a release; those of a folder whose lengths were asked for.</summary>
    public IReadOnlyList<CameraStill>? Files { get; init; }
}
