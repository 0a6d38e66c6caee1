using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture;

/// <summary>
/// The controls of a camera: its settings, its release, its pictures. They belong to a <see cref="FrameSource"/>, outlive losses of the
/// camera, and work as long as the source does. Thread-safe.
/// </summary>
public interface ICameraControls
{
    /// <summary>Where its pictures are saved, a full path; made when the first comes.</summary>
    string StillsFolder { get; }

    /// <summary>Its state now: settings, the last problem, how many pictures were saved.</summary>
    CameraState State { get; }

    /// <summary>Each picture once it is on the disk; on a thread of the camera's, so return soon.</summary>
    IObservable<CameraStill> Stills { get; }

    /// <summary>Its own magnifier and its autofocus at a point; null for a kind of camera that has neither.</summary>
    ICameraPointer? Pointer => null;

    /// <summary>Changes a setting. The live view pauses for as long as the camera takes.</summary>
    /// <param name="name">Of one of <see cref="CameraState.Settings"/>.</param>
    /// <param name="value">One of its choices, or a number within its range.</param>
    /// <param name="cancellation">Stops waiting; the camera may take the value all the same.</param>
    /// <returns>The setting as the camera then has it.</returns>
    /// <exception cref="CaptureException">
    /// There is no such setting or value (<see cref="FaultKind.Failed"/>), or the camera is lost (<see cref="FaultKind.NotAvailable"/>).
    /// </exception>
    Task<CameraSetting> SetAsync(string name, string value, CancellationToken cancellation = default);

    /// <summary>Takes a picture and waits until it is on the disk, with all files that the camera makes of it.</summary>
    /// <param name="cancellation">Stops waiting; the picture is taken all the same.</param>
    /// <exception cref="CaptureException">
    /// No picture came, or it could not be saved (<see cref="FaultKind.Failed"/>), or the camera is lost (<see
    /// cref="FaultKind.NotAvailable"/>). </exception>
    Task<CameraShot> CaptureStillAsync(CancellationToken cancellation = default);
}
