namespace P2IKT.Live.Focus.Manual;

/// <summary>Where a manual lens is focused, seen from two points at different depths.</summary>
/// <param name="Status">Whether the other values mean anything; they are NaN otherwise.</param>
/// <param name="First">
/// Signed defocus of the first point as a blur radius in pixels: 0 in focus, positive when the focus lies on the side of the second point.
/// </param>
/// <param name="Second">The same of the second point: negative when the focus lies on the side of the first.</param>
/// <param name="Separation">How far the two are apart, as the blur radius of one while the other is in focus, in pixels.</param>
/// <param name="Sigma">Standard deviation of <paramref name="First"/> and <paramref name="Second"/>, in pixels.</param>
public readonly record struct ManualFocusReading(ManualFocusStatus Status, double First, double Second, double Separation, double Sigma)
{
    /// <summary>Whether the first point lies within the depth of field.</summary>
    /// <param name="toleratedRadius">Blur radius by defocus that counts as in focus, in pixels.</param>
    public bool IsFirstInFocus(double toleratedRadius) => Math.Abs(First) <= toleratedRadius;

    /// <summary>Whether the second point lies within the depth of field.</summary>
    /// <param name="toleratedRadius">Blur radius by defocus that counts as in focus, in pixels.</param>
    public bool IsSecondInFocus(double toleratedRadius) => Math.Abs(Second) <= toleratedRadius;

    internal static ManualFocusReading None(ManualFocusStatus status) => new(status, double.NaN, double.NaN, double.NaN, double.NaN);
}
