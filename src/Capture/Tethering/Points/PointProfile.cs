namespace P2IKT.Live.Capture.Tethering.Points;

/// <summary>
/// How libgphoto2's driver points a camera of one make at a place of the picture; an entry of <see cref="PointProfiles"/>.
/// </summary>
internal sealed record PointProfile
{
    /// <summary>Maker of the camera.</summary>
    public required string Make { get; init; }

    /// <summary>The widget that magnifies; null when there is none.</summary>
    public string? Magnifier { get; init; }

    /// <summary>Its values where the driver does not list them, the whole picture first.</summary>
    public IReadOnlyList<string> Magnifications { get; init; } = [];

    /// <summary>The widget that takes a place.</summary>
    public required string Place { get; init; }

    /// <summary>A place as that widget takes it; null when the size of the sensor is needed, and not known.</summary>
    public required Func<PicturePoint, string?> Spell { get; init; }

    /// <summary>What begins an autofocus at that place.</summary>
    public required (string Widget, string Value) Focus { get; init; }

    /// <summary>What ends it, or the camera would hold the focus; null when it ends by itself.</summary>
    public (string Widget, string Value)? EndOfFocus { get; init; }

    /// <summary>How long an autofocus may take before it is ended; zero where the driver itself waits for it.</summary>
    public TimeSpan FocusTime { get; init; }

    /// <summary>
    /// Whether a failure of the driver that says this is an autofocus that found nothing; null when the driver does not say.
    /// </summary>
    public string? OutOfFocus { get; init; }
}
