namespace P2IKT.Live.Capture;

/// <summary>A setting of a tethered camera as it stands.</summary>
public sealed record CameraSetting
{
    /// <summary>
    /// By which it is set, the same for every make: <c>iso</c>, <c>aperture</c>, <c>shutter</c>, <c>whiteBalance</c>, <c>focusDrive</c> and
    /// so on.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>As the driver words it.</summary>
    public required string Label { get; init; }

    /// <summary>What it takes.</summary>
    public required CameraSettingKind Kind { get; init; }

    /// <summary>Its value now, as the driver words it: "400", "f/5.6", "1/125".</summary>
    public required string Value { get; init; }

    /// <summary>What it may be set to, when it is a choice.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>The smallest value of a range.</summary>
    public double Minimum { get; init; }

    /// <summary>The largest value of a range.</summary>
    public double Maximum { get; init; }

    /// <summary>From one value of a range to the next.</summary>
    public double Step { get; init; }

    /// <summary>Whether only the camera itself changes it.</summary>
    public bool ReadOnly { get; init; }
}
