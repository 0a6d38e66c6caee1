using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture;

/// <summary>
/// A camera's own magnifier, and its autofocus at a point of the picture. It belongs to an <see cref="ICameraControls"/>. Thread-safe.
/// </summary>
public interface ICameraPointer
{
    /// <summary>How far the live view can be magnified, in the camera's words, the whole picture first; empty while it cannot.</summary>
    IReadOnlyList<string> Magnifications { get; }

    /// <summary>Whether its autofocus can be started at a point.</summary>
    bool CanFocus { get; }

    /// <summary>Magnifies the live view.</summary>
    /// <param name="magnification">One of <see cref="Magnifications"/>.</param>
    /// <param name="centre">What is to be seen, as far as the picture goes; null leaves that to the camera.</param>
    /// <param name="cancellation">Stops waiting; the camera may do it all the same.</param>
    /// <returns><see cref="Frame.Sequence"/> of the first frame that was taken after it.</returns>
    /// <exception cref="CaptureException">
    /// There is no such magnification, the camera refused, or the size of its sensor is needed (<see cref="FaultKind.Failed"/>), or it is
    /// lost (<see cref="FaultKind.NotAvailable"/>).
    /// </exception>
    Task<long> MagnifyAsync(string magnification, PicturePoint? centre = null, CancellationToken cancellation = default);

    /// <summary>Has the camera focus at a point by its own autofocus, and waits for it, some seconds at most.</summary>
    /// <param name="point">Where.</param>
    /// <param name="cancellation">Stops waiting; the camera may do it all the same.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="CaptureException">As for <see cref="MagnifyAsync"/>.</exception>
    Task<PointFocus> FocusAsync(PicturePoint point, CancellationToken cancellation = default);
}
