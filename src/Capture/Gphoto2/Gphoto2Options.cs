namespace P2IKT.Live.Capture.Gphoto2;

/// <summary>How a camera host is started and how long it may be silent.</summary>
internal sealed record Gphoto2Options
{
    /// <summary>
    /// The silence after which a host counts as hung: longer than libgphoto2 itself waits for a network camera (2.5 s), and than a slow
    /// camera takes between two pictures of its live view.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Set in the host's environment.</summary>
    public IReadOnlyDictionary<string, string>? HostEnvironment { get; init; }
}
