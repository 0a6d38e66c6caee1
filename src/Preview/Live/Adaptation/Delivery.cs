namespace P2IKT.Live.Preview.Live.Adaptation;

/// <summary>A frame on its way to a viewer. Times are in seconds of the server's clock.</summary>
/// <param name="CapturedAt">When the camera delivered it.</param>
/// <param name="SentAt">When sending began; NaN before.</param>
/// <param name="IsAnnounced">Whether the viewer was sent <c>{"next":SEQ}</c> before it, and so can say when its first bytes came.</param>
/// <param name="Bytes">Bytes of the message.</param>
/// <param name="PictureBytes">Bytes of its pictures.</param>
/// <param name="Form">How its pictures are encoded.</param>
/// <param name="FrameInterval">From the frame before at the source to this one.</param>
internal readonly record struct Delivery(
    double CapturedAt, double SentAt, bool IsAnnounced, int Bytes, int PictureBytes, PictureForm Form, double FrameInterval)
{
    /// <summary>Whether its maps are compressed.</summary>
    public bool HasPackedMaps { get; init; }

    /// <summary>What the acknowledgement says of the link; null when the viewer has not measured it.</summary>
    /// <param name="times">What the viewer says, as far as the server's own clock allows it. Null: the whole time is transfer.</param>
    /// <param name="now">When the acknowledgement came.</param>
    public LinkSample? Measure(AckTimes? times, double now)
    {
        var took = now - SentAt;
        if (!IsAnnounced || !(took >= 0))
            return null;
        if (times is not { } at)
            return Sample(took, 0, now);
        var transfer = Math.Min(at.Received - at.Began, took);
        var presentation = Math.Min(at.Painted - at.Received, took - transfer);
        return Sample(transfer, presentation, now);
    }

    /// <summary>Time from capture until the picture was painted, in seconds.</summary>
    /// <param name="times">What the viewer says; null: only the arrival of the acknowledgement is known, which is later.</param>
    /// <param name="clockOffset">The viewer's clock minus the server's.</param>
    /// <param name="now">When the acknowledgement came.</param>
    public double Latency(AckTimes? times, double? clockOffset, double now) =>
        times is { } at && clockOffset is { } offset && SentAt <= now
            ? Math.Clamp(at.Painted - offset, SentAt, now) - CapturedAt : now - CapturedAt;

    private LinkSample Sample(double transfer, double presentation, double now) =>
        new(Form, Bytes, PictureBytes, transfer, now - SentAt - transfer - presentation, presentation, FrameInterval, now)
        {
            HasPackedMaps = HasPackedMaps,
        };
}
