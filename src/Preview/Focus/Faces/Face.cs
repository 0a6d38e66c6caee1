namespace P2IKT.Live.Preview.Focus.Faces;

/// <summary>A face in the picture. Places and sizes are shares of the picture's width and height.</summary>
/// <param name="X">Centre of the face.</param>
/// <param name="Y">Centre of the face.</param>
/// <param name="Width">Width of the face.</param>
/// <param name="Height">Height of the face.</param>
/// <param name="Score">How sure the detector is, 0 to 1.</param>
/// <param name="Eyes">Both eyes, the one that is farther left in the picture first.</param>
internal sealed record Face(double X, double Y, double Width, double Height, double Score, IReadOnlyList<FacePlace> Eyes);
