namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// A kind of call into libgphoto2: what the user sees while it lasts, and how long it may take before its driver counts as hung. Each
/// budget is longer than the driver itself waits for a camera that still answers.
/// </summary>
internal sealed record CameraCall(string Text, TimeSpan Budget)
{
    public static CameraCall Open { get; } = new("The camera is being opened.", TimeSpan.FromSeconds(40));

    /// <summary>Drivers ask up to fifty times while a mirror or a mode moves, and wait 20 s for a USB camera's answer.</summary>
    public static CameraCall Preview { get; } = new("The camera sends no picture.", TimeSpan.FromSeconds(30));

    /// <summary>
    /// At a session's first picture the driver lists its whole folder, with two exchanges for each file: 3,000 files are 10 s by cable,
    /// minutes by radio. A picture in the camera's memory it reads.
    /// </summary>
    public static CameraCall Events { get; } =
        new("The camera's card is being listed, which takes long when it is full, or a picture is read out of its memory.",
            TimeSpan.FromMinutes(10));

    /// <summary>Once for each folder of a session; the driver has listed it before it hands out the first picture of it.</summary>
    public static CameraCall ListCard { get; } =
        new("The camera's card is being listed, which takes long when it is full.", TimeSpan.FromMinutes(10));

    /// <summary>
    /// The driver waits 1,000 s for an exposure, but counts only its own pauses, and not what the camera takes to answer in between.
    /// </summary>
    public static CameraCall Release { get; } = new("The camera is taking a picture.", TimeSpan.FromMinutes(30));

    public static CameraCall ListSettings { get; } = new("The camera's settings are being listed.", TimeSpan.FromMinutes(2));

    public static CameraCall ReadSetting { get; } = new("A setting of the camera is being read.", TimeSpan.FromSeconds(30));

    public static CameraCall ReadCard { get; } = new("The room on the camera's card is being read.", TimeSpan.FromSeconds(30));

    /// <summary>A lens is driven from end to end, or searches for focus.</summary>
    public static CameraCall ChangeSetting { get; } = new("The camera is being set.", TimeSpan.FromMinutes(1));

    /// <summary>The driver itself waits a second for the lens.</summary>
    public static CameraCall DriveLens { get; } = new("The lens is being driven.", TimeSpan.FromMinutes(1));

    /// <summary>A whole file, from cameras that do not hand out parts.</summary>
    public static CameraCall Download { get; } = new("A picture is being downloaded.", TimeSpan.FromMinutes(10));
}
