namespace P2IKT.Live.Preview.Overlays;

/// <summary>A colour of an overlay, sRGB.</summary>
internal readonly record struct OverlayColour(byte R, byte G, byte B)
{
    /// <summary>Names of <see cref="Signals"/>, as choices of an option.</summary>
    public static IReadOnlyList<string> SignalNames { get; } = ["green", "red", "cyan", "yellow"];

    /// <summary>
    /// The signal colours, in the order of their names. Each is far from the others and from most subjects; yellow is near white, for dark
    /// pictures.
    /// </summary>
    public static IReadOnlyList<OverlayColour> Signals { get; } =
        [new(62, 224, 143), new(255, 69, 58), new(64, 196, 255), new(255, 244, 168)];
}
