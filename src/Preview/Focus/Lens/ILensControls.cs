using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>
/// A driven lens as the page controls it. One operation runs at a time: a start returns at once, and <see cref="State"/> says how it goes.
/// Thread-safe.
/// </summary>
/// <remarks>
/// Each call that starts or moves something throws a <see cref="P2iktException"/> when that is not possible now: the lens cannot be driven
/// (<see cref="FaultKind.NotAvailable"/>), or another operation runs (<see cref="FaultKind.Failed"/>).
/// </remarks>
internal interface ILensControls
{
    /// <summary>What the lens does now. Reading it is cheap: the page asks several times a second while an operation runs.</summary>
    LensState State { get; }

    /// <summary>Moves the focus a little, and returns when the picture shows it.</summary>
    /// <param name="size">How far.</param>
    /// <param name="farther">Whether away from the camera.</param>
    /// <param name="cancellation">Stops waiting; the lens may finish its move all the same.</param>
    Task MoveAsync(LensMoveSize size, bool farther, CancellationToken cancellation = default);

    /// <summary>Starts an autofocus on a focus point. If it does not succeed, the lens returns to where it was.</summary>
    /// <param name="point">Number of the focus point.</param>
    void StartAutofocus(int point);

    /// <summary>Starts to measure the backlash of the lens on a focus point that is in focus. The lens returns to where it was.</summary>
    /// <param name="point">Number of the focus point.</param>
    void StartBacklash(int point);

    /// <summary>Marks the present focus; a mark of that name moves here.</summary>
    /// <param name="name">1 to 24 characters; null: a number.</param>
    void AddMark(string? name);

    /// <summary>Removes a mark; false when there is none of this number.</summary>
    bool RemoveMark(int mark);

    /// <summary>Starts to pull the focus to a mark; false when there is none of this number.</summary>
    /// <param name="mark">Number of the mark.</param>
    /// <param name="duration">How long the pull takes; zero: as fast as the lens can.</param>
    bool StartRack(int mark, TimeSpan duration);

    /// <summary>Makes the present focus a limit of the focus stack.</summary>
    /// <param name="far">Whether the far limit.</param>
    void SetStackLimit(bool far);

    /// <summary>Starts to take the pictures of the focus stack, from its near to its far limit.</summary>
    void StartStack();

    /// <summary>Watches whether the focus of a point drifts.</summary>
    /// <param name="point">Number of the focus point; null ends the watch.</param>
    void WatchDrift(int? point);

    /// <summary>
    /// Waits until a focus point comes into focus, and then takes a picture, or marks the clip where no picture can be taken.
    /// </summary>
    /// <param name="point">Number of the focus point.</param>
    void StartTrap(int point);

    /// <summary>Ends the operation that runs, if any. An autofocus returns the lens to where it was.</summary>
    void Cancel();
}
