namespace P2IKT.Live.Preview.Status;

/// <summary>What one viewer is sent, and what its acknowledgements say of the way there.</summary>
/// <param name="Width">Width of its last picture in pixels; 0 before the first.</param>
/// <param name="Height">Height likewise.</param>
/// <param name="Quality">JPEG quality of its last picture, 1 to 100.</param>
/// <param name="PicturesPerSecond">Pictures a second that it gets, over the last ones.</param>
/// <param name="RoundTripMs">Shortest of the last round trips, without the picture's transfer; null where it is not measured.</param>
/// <param name="BytesPerSecond">Usual throughput while a picture is transferred; null likewise.</param>
/// <param name="LatencyMs">From capture to the painted picture, of the last one; null before the first.</param>
public sealed record ViewerLink(
    int Width, int Height, int Quality, double PicturesPerSecond, double? RoundTripMs, double? BytesPerSecond, double? LatencyMs);
