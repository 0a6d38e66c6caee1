namespace P2IKT.Live.Capture.TestScene;

/// <summary>
/// The lens: the circle of confusion of a thin lens is proportional to the distance, in inverse depth, between subject and
/// focus plane. Inverse depth is in units of the table's nearest edge (1); infinity is 0.
/// </summary>
internal static class ThinLens
{
    /// <summary>Row of the horizon: a plane's inverse depth is linear in the row below it.</summary>
    public const float Horizon = 300;

    /// <summary>Radius at inverse-depth distance 1, in canvas units: sets the aperture.</summary>
    public const float Aperture = 9.5f;

    /// <summary>The focus pull goes from here.</summary>
    public const float NearFocus = 0.86f;

    /// <summary>The focus pull goes to here.</summary>
    public const float FarFocus = 0.10f;

    /// <summary>Inverse depth of the nearest part of the scene.</summary>
    public const float Nearest = 1.04f;

    /// <summary>The largest distance, in inverse depth, between any part of the scene and the focus of a pull.</summary>
    public const float LargestDistance = Nearest - FarFocus;

    /// <summary>Inverse depth of the tabletop at a row, which is that of an object standing there.</summary>
    public static float InverseDepthOfRow(float v) => Math.Clamp((v - Horizon) / (Canvas.Height - Horizon), 0, Nearest);

    /// <summary>Radius of the circle of confusion, in canvas units.</summary>
    public static float Radius(float inverseDepth, float focus, float aperture = Aperture) => MathF.Abs(aperture * (inverseDepth - focus));
}
