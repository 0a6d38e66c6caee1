namespace P2IKT.Live.Focus.Readings;

/// <summary>A rectangle of the picture, as shares of its width and height, 0 to 1.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
public readonly record struct FocusRegion(float X, float Y, float Width, float Height);
