namespace P2IKT.Live.Preview.Status;

/// <summary>The model in use, from its metadata.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Variant">Its variant, such as "p2ikt-live".</param>
/// <param name="MacsPerPixel">Multiply-accumulates for one pixel of the frame; null when unknown.</param>
/// <param name="BlurStride">Pixels of the frame for one value of the blur map, in each direction.</param>
/// <param name="MaxBlurRadius">The largest blur radius it can measure, in pixels: the end of the heat map's scale.</param>
/// <param name="PsnrGain">Measured gain in dB; null when it was not measured.</param>
public sealed record ModelStatus(
    string Name, string Variant, double? MacsPerPixel, int BlurStride, double MaxBlurRadius, double? PsnrGain)
{
    /// <summary>
    /// Where the confidence of a blur radius comes from: "network" when the model gives one itself, "texture" when it is derived from the
    /// texture of the picture.
    /// </summary>
    public string Confidence { get; init; } = "texture";
}
