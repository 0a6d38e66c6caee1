namespace P2IKT.Live.Capture;

/// <summary>
/// Gives a picture of a tethered camera its name. The picture is on the disk already, under the camera's name, and is moved to the answer,
/// or to the next free name after it. Called on a thread of the camera's, one picture at a time, so return soon.
/// </summary>
/// <param name="still">The picture, as the camera called it.</param>
/// <param name="model">What the camera calls itself.</param>
/// <returns>The full path that it takes, on the same disk; <see cref="CameraStill.Path"/> leaves it where it is.</returns>
public delegate string StillNaming(CameraStill still, string model);
