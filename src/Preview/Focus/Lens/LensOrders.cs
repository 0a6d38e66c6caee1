using System.Globalization;
using P2IKT.Live.Focus;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>Orders for a driven lens as REST and remote controls give them: checked before they reach the lens. Thread-safe.</summary>
/// <remarks>
/// Each order throws a <see cref="LensOrderException"/> when what it says is refused, and what <see cref="ILensControls"/> throws.
/// </remarks>
/// <param name="lens">The lens.</param>
/// <param name="focus">The focus points.</param>
internal sealed class LensOrders(ILensControls lens, FocusAssist focus)
{
    private const double MaxRackSeconds = 60;

    /// <summary>What the lens does now.</summary>
    public LensState State => lens.State;

    /// <summary>Moves the focus a little, and returns when the picture shows it.</summary>
    /// <param name="size">How far; null is refused.</param>
    /// <param name="direction">"nearer" or "farther".</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task MoveAsync(LensMoveSize? size, string? direction, CancellationToken cancellation) =>
        size is { } far && direction is ("nearer" or "farther")
            ? lens.MoveAsync(far, direction == "farther", cancellation)
            : throw Refused("A move needs a size (small, medium or large) and a direction (nearer or farther).");

    /// <summary>Starts an autofocus on a focus point.</summary>
    public void Autofocus(int? point) => lens.StartAutofocus(Known(point));

    /// <summary>Starts to measure the backlash on a focus point.</summary>
    public void Backlash(int? point) => lens.StartBacklash(Known(point));

    /// <summary>Takes a picture once a focus point comes into focus.</summary>
    public void Trap(int? point) => lens.StartTrap(Known(point));

    /// <summary>Watches whether the focus of a point drifts.</summary>
    public void WatchDrift(int? point) => lens.WatchDrift(Known(point));

    /// <summary>Ends that watch.</summary>
    public void EndDriftWatch() => lens.WatchDrift(null);

    /// <summary>Marks the present focus.</summary>
    /// <param name="name">1 to 24 characters; null: a number.</param>
    public void AddMark(string? name)
    {
        name = name?.Trim();
        if (PointName.RejectionReason(name) is { } reason)
            throw Refused(reason);
        lens.AddMark(name);
    }

    /// <summary>Removes a focus mark.</summary>
    public void RemoveMark(int mark)
    {
        if (!lens.RemoveMark(mark))
            throw NoMark(mark);
    }

    /// <summary>Starts to pull the focus to a mark.</summary>
    /// <param name="mark">Number of the mark.</param>
    /// <param name="duration">Seconds that the pull takes, 0 to 60; null: as fast as the lens can.</param>
    public void Rack(int mark, double? duration)
    {
        var seconds = duration ?? 0;
        if (!(seconds is >= 0 and <= MaxRackSeconds))
        {
            throw Refused(string.Create(
                CultureInfo.InvariantCulture, $"A pull of {seconds} s is not possible: give 0 to {MaxRackSeconds} seconds."));
        }
        if (!lens.StartRack(mark, TimeSpan.FromSeconds(seconds)))
            throw NoMark(mark);
    }

    /// <summary>Makes the present focus a limit of the focus stack.</summary>
    /// <param name="limit">"near" or "far".</param>
    public void SetStackLimit(string? limit) => lens.SetStackLimit(
        limit is "near" or "far" ? limit == "far" : throw Refused("A limit of the focus stack is near or far."));

    /// <summary>Starts to take the pictures of the focus stack.</summary>
    public void StartStack() => lens.StartStack();

    /// <summary>Ends the operation that runs, if any.</summary>
    public void Cancel() => lens.Cancel();

    private int Known(int? point)
    {
        if (point is not { } id)
            throw Refused("Which focus point? Give its number as point.");
        return focus.Points.Any(known => known.Id == id) ? id : throw new LensOrderException(
            FaultKind.NotAvailable, $"There is no focus point {id}: GET /api/focus lists those there are.");
    }

    private static LensOrderException Refused(string reason) => new(FaultKind.WrongUsage, reason);

    private static LensOrderException NoMark(int mark) => new(
        FaultKind.NotAvailable, $"There is no focus mark {mark}: GET /api/focus/lens lists those there are.");
}
