using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Lens;

namespace P2IKT.Live.Focus.Lens;

/// <summary>
/// A driven lens with what is known of it: its calibration, where it stands, and the marks on its way. Place and marks are forgotten when
/// it is changed, turned by hand or lost.
/// </summary>
/// <remarks>Not thread-safe: <see cref="LensFocus"/> calls it within its lock, or from the one activity that runs.</remarks>
/// <param name="drive">The drive; borrowed. Null: the source has none.</param>
/// <param name="calibration">What is known of the lens.</param>
/// <param name="time">Measures racks.</param>
internal sealed class TrackedLens(ILensDrive? drive, LensCalibration calibration, TimeProvider time)
{
    private const string NoLens = "No lens can be driven: connect a camera that drives its lens, and start live view.";

    private LensTracker? _tracker;
    private FocusMarks? _marks;

    /// <summary>What is known of the lens; the tracker of <see cref="Track"/> measures more of it.</summary>
    public LensCalibration Calibration { get; set; } = calibration;

    /// <summary>Why it cannot be driven now, in one sentence; null when it can.</summary>
    public string? UnavailableReason => drive is null ? NoLens : drive.Traits is null ? drive.UnavailableReason ?? NoLens : null;

    /// <summary>Names of the marks.</summary>
    public IReadOnlyList<string> MarkNames => _marks is null ? [] : [.. _marks.All.Select(static mark => mark.Name)];

    /// <summary>
    /// The tracker of the lens that is on the camera now; a new one, without marks, when that is another lens than before.
    /// </summary>
    /// <exception cref="FocusException">The lens cannot be driven.</exception>
    public LensTracker Track()
    {
        var traits = drive?.Traits ?? throw new FocusException(FaultKind.NotAvailable, UnavailableReason ?? NoLens);
        if (_tracker is { } tracker && tracker.Traits.Make == traits.Make && tracker.Traits.Sizes.SequenceEqual(traits.Sizes))
            return tracker;
        _tracker = new LensTracker(drive, Calibration);
        _marks = new FocusMarks(_tracker, time);
        return _tracker;
    }

    /// <summary>Sets a mark where the lens stands.</summary>
    /// <exception cref="ArgumentException">The name is empty or too long.</exception>
    /// <exception cref="FocusException">The lens cannot be driven, or there are too many marks.</exception>
    public FocusMark SetMark(string name)
    {
        _ = Track();
        return _marks!.Set(name);
    }

    /// <summary>Removes a mark; false when there is none of that name.</summary>
    public bool RemoveMark(string name) => _marks?.Remove(name) == true;

    /// <summary>Moves the focus to a mark; see <see cref="FocusMarks.RackAsync"/>. The lens is tracked already.</summary>
    public Task RackAsync(string name, TimeSpan duration, CancellationToken cancellation) =>
        _marks!.RackAsync(name, duration, cancellation);

    /// <summary>Where a mark lies now.</summary>
    /// <exception cref="FocusException">There is none of that name.</exception>
    public double PositionOf(string name) => FindPosition(name)
        ?? throw new FocusException(FaultKind.WrongUsage, $"There is no focus mark '{name}'; set it first.");

    /// <summary>How many pictures a focus stack between two marks would be; null while that is not known.</summary>
    /// <exception cref="FocusException">There would be too many.</exception>
    public int? CountStack(string near, string far, double toleratedRadius) =>
        _tracker?.Calibration.PixelsPerUnit is { } slope && FindPosition(near) is { } first && FindPosition(far) is { } last
            ? FocusStackPlanner.Plan(first, last, slope, toleratedRadius).Positions.Count
            : null;

    /// <summary>Forgets where the lens stands, and its marks.</summary>
    public void Forget() => (_tracker, _marks) = (null, null);

    private double? FindPosition(string name) =>
        _marks?.All.FirstOrDefault(mark => string.Equals(mark.Name, name, StringComparison.OrdinalIgnoreCase)) is { } found
            ? _tracker!.PositionOf(found.Position)
            : null;
}
