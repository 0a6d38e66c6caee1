using P2IKT.Live.Preview;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Pipeline;

/// <summary>
/// How many buffers each pool of a pipeline needs, so that no frame is dropped for want of one while its receivers hold as many frames as
/// they may. A buffer too many costs memory: 3 MB for 1280x720, 100 MB and more for a still.
/// </summary>
internal sealed record BufferPlan
{
    /// <summary>Frames a second for which the source's pool is sized: the pool is made before the source reports its rate.</summary>
    public const double FastestCamera = 60;

    private const int FewestCaptured = 2; // one lent, one being filled

    private BufferPlan()
    {
    }

    /// <summary>Captured frames outside the receivers: being filled, lent, in the stage's mailbox, in the network.</summary>
    private int Capturing { get; init; }

    /// <summary>Results outside the receivers: one in the making, and one that is lent.</summary>
    private int Deblurring { get; init; }

    /// <summary>Frames that the preview may hold.</summary>
    private int Previewed { get; init; }

    /// <summary>Frames that the host may keep.</summary>
    private int Hosted { get; init; }

    /// <summary>How clips are recorded; null when this run records none.</summary>
    private ClipOptions? Clips { get; init; }

    /// <summary>Buffers of the source's pool.</summary>
    public int Captured => Math.Max(
        FewestCaptured, Capturing + Previewed + Hosted + (Clips is { KeepSource: true } ? Clips.MaxHeldFrames(FastestCamera) : 0));

    /// <summary>Of a stream.</summary>
    /// <param name="clips">How clips are recorded; null when this run records none.</param>
    /// <param name="hosted">Frames that the host may keep.</param>
    public static BufferPlan ForStream(ClipOptions? clips, int hosted = 0) =>
        new() { Capturing = 4, Deblurring = 2, Previewed = WebPreview.MaxHeldFrames, Hosted = hosted, Clips = clips };

    /// <summary>Of stills, which come one at a time: the next one is read when the result of the one before is written.</summary>
    /// <param name="hasPreview">Whether a preview shows them.</param>
    /// <param name="hosted">Frames that the host may keep.</param>
    public static BufferPlan ForStills(bool hasPreview, int hosted = 0) =>
        new() { Capturing = 1, Deblurring = 1, Previewed = hasPreview ? WebPreview.MaxHeldFrames : 0, Hosted = hosted };

    /// <summary>Buffers of the stage's pools, once the source is open.</summary>
    /// <param name="framesPerSecond">Nominal rate of the source; 0 if it is not known.</param>
    public int Deblurred(double framesPerSecond) => Deblurring + Previewed + Hosted + (Clips?.MaxHeldFrames(framesPerSecond) ?? 0);
}
