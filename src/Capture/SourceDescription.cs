using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture;

/// <summary>What a <see cref="FrameSource"/> is, as shown to the user.</summary>
/// <param name="Uri">The URI that opens it, without the user and password of a network address: it is shown and written down.</param>
/// <param name="Name">A short name: the file's, the camera's.</param>
/// <param name="Size">Size of its frames, in pixels.</param>
/// <param name="FramesPerSecond">Nominal rate; 0 when the source does not report one.</param>
/// <param name="IsLive">Whether it is a live camera: true means that a loss is retried, false that its end is an end.</param>
public sealed record SourceDescription(string Uri, string Name, FrameSize Size, double FramesPerSecond, bool IsLive)
{
    /// <summary>
    /// Which kind of source: <see cref="ISourceProvider.Kind"/> of its provider. By default the scheme of <see cref="Uri"/>.
    /// </summary>
    public string Kind { get; init; } = Uri.Split(':')[0];

    /// <summary>What can be done with it.</summary>
    public SourceCapabilities Capabilities { get; init; } = SourceCapabilities.Recording;

    /// <summary>What the user should know about how it was opened, such as the pixel format that a camera gives; may be empty.</summary>
    public string Note { get; init; } = "";

    /// <summary>False when <see cref="Size"/> is a guess, because a camera was opened that shows no picture yet.</summary>
    public bool SizeIsKnown { get; init; } = true;
}
