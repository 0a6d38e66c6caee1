namespace P2IKT.Live.Preview.Focus.Faces;

/// <summary>A place in the picture.</summary>
/// <param name="X">Share of the picture's width, 0 to 1.</param>
/// <param name="Y">Share of the picture's height, 0 to 1.</param>
internal sealed record FacePlace(double X, double Y);
