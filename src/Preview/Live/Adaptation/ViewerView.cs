namespace P2IKT.Live.Preview.Live.Adaptation;

/// <summary>How large a viewer shows the picture, as it says itself.</summary>
/// <param name="Width">Width in its device pixels, for the picture as it comes, not turned; positive.</param>
/// <param name="Height">Height likewise; positive.</param>
/// <param name="SourcePixels">
/// Whether it needs each pixel of the source, whatever it shows: for a loupe, or to measure the exposure. Then only the quality is reduced.
/// </param>
internal readonly record struct ViewerView(double Width, double Height, bool SourcePixels);
