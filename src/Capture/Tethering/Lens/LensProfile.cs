using P2IKT.Live.Frames.Lens;

namespace P2IKT.Live.Capture.Tethering.Lens;

/// <summary>How libgphoto2's driver drives the lenses of one make; an entry of <see cref="LensProfiles"/>.</summary>
internal sealed record LensProfile
{
    /// <summary>Maker of the camera.</summary>
    public required string Make { get; init; }

    /// <summary>The driver's widget that is written to.</summary>
    public required string Widget { get; init; }

    /// <summary>
    /// Whether a widget of that name, on a camera whose manufacturer is the second argument, is of this make. Several makes share a name.
    /// </summary>
    public required Func<CameraSetting, string, bool> Matches { get; init; }

    /// <summary>The sizes of a step, the finest first.</summary>
    public required IReadOnlyList<LensStepSize> Sizes { get; init; }

    /// <summary>
    /// How long the lens takes for a step of each size, as an estimate: the next write and the answer wait for so long. Zero where the
    /// driver itself waits until the lens has moved.
    /// </summary>
    public required IReadOnlyList<TimeSpan> StepTimes { get; init; }

    /// <summary>The write for so many steps of a size, near when negative, on a widget that stands as the first argument says.</summary>
    public required Func<CameraSetting, int, int, LensWrite> Write { get; init; }

    /// <summary>Whether the camera says that an end of the focus range was reached.</summary>
    public bool ReportsEndStops { get; init; }

    /// <summary>
    /// Whether the driver waits until the lens has moved. A long move is then divided, so that the live view goes on between its parts.
    /// </summary>
    public bool DriverWaits { get; init; }

    /// <summary>What the camera must be set to.</summary>
    public IReadOnlyList<LensPrecondition> Preconditions { get; init; } = [];

    /// <summary>What ends the motion that a write has started: a widget and its value. Null where a write is a step.</summary>
    public (string Widget, string Value)? Stop { get; init; }

    /// <summary>What this drive can do, as hosts see it.</summary>
    public LensDriveTraits Traits => new(Make, Sizes, ReportsEndStops);
}
