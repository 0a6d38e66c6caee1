namespace P2IKT.Live.Preview.Live.Adaptation;

/// <summary>What one acknowledgement says of the way to a viewer. Times are in seconds.</summary>
/// <param name="Form">How the picture was encoded.</param>
/// <param name="Bytes">Bytes of the message.</param>
/// <param name="PictureBytes">Bytes of its pictures, which another form changes.</param>
/// <param name="Transfer">From the first byte of the message to the last, at the viewer.</param>
/// <param name="RoundTrip">There and back for a message of no length.</param>
/// <param name="Presentation">From the last byte until the picture was painted.</param>
/// <param name="FrameInterval">From one frame of the source to the next.</param>
/// <param name="At">When the acknowledgement came, on a clock that only grows.</param>
internal readonly record struct LinkSample(
    PictureForm Form, int Bytes, int PictureBytes, double Transfer, double RoundTrip, double Presentation, double FrameInterval, double At)
{
    /// <summary>Whether its maps were compressed; then the rest of the message beside the pictures is smaller.</summary>
    public bool HasPackedMaps { get; init; }
}
