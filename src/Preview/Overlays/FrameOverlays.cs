namespace P2IKT.Live.Preview.Overlays;

/// <summary>The overlays that come with the preview.</summary>
public static class FrameOverlays
{
    /// <summary>Most overlays in one table, and most selections drawn at a time: a viewer asks for parts by bits.</summary>
    public const int Max = 13;

    /// <summary>The table that is used unless the host gives another. The first entry is drawn when no name is given.</summary>
    public static IReadOnlyList<OverlayDescription> BuiltIn { get; } =
        [HeatMapOverlay.Description, OutlineOverlay.Description, SoftZebraOverlay.Description, FocusStripOverlay.Description];
}
