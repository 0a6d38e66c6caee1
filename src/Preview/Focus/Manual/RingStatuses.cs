using P2IKT.Live.Focus.Manual;

namespace P2IKT.Live.Preview.Focus.Manual;

/// <summary>The status of a manual lens for REST, and in a sentence.</summary>
internal static class RingStatuses
{
    /// <summary>The status as REST writes it.</summary>
    public static RingStatus Of(ManualFocusStatus status) => status switch
    {
        ManualFocusStatus.Readable => RingStatus.Readable,
        ManualFocusStatus.NoTexture => RingStatus.NoTexture,
        ManualFocusStatus.NotEnoughMotion => RingStatus.NotEnoughMotion,
        ManualFocusStatus.SameDepth => RingStatus.SameDepth,
        ManualFocusStatus.Inconsistent => RingStatus.Inconsistent,
        ManualFocusStatus.NotMeasured => RingStatus.NotMeasured,
        _ => RingStatus.SinglePoint,
    };

    /// <summary>One sentence that says what to do.</summary>
    public static string Text(ManualFocusStatus status) => status switch
    {
        ManualFocusStatus.Readable => "The ring is read from the picture.",
        ManualFocusStatus.NoTexture => "The focus points cannot be read: place them where there is texture, not too far out of focus.",
        ManualFocusStatus.NotEnoughMotion => "Turn the focus ring slowly through the focus of both points.",
        ManualFocusStatus.SameDepth => "The focus points are at one depth: place one that is nearer or farther.",
        ManualFocusStatus.Inconsistent => "The scene or the camera moves: hold both still while you turn the ring.",
        ManualFocusStatus.NotMeasured => "Not measured: results come too late for the network to run. Allow a longer latency.",
        _ => "Place a second focus point that is nearer or farther.",
    };
}
