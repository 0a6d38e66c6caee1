namespace P2IKT.Live.Capture;

/// <summary>How a camera host is started and how long it may be silent.</summary>
// Not in Tethering: SourceOptions has one, and Tethering references SourceOptions.
internal sealed record Gphoto2Options
{
    /// <summary>
    /// The silence after which a host counts as hung. It says twice a second that it is alive, whatever its driver does; what a call may
    /// take is the host's to watch.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Set in the host's environment.</summary>
    public IReadOnlyDictionary<string, string>? HostEnvironment { get; init; }
}
