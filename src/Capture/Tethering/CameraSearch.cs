using P2IKT.Live.Capture.Webcam;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>What a search for tethered cameras found.</summary>
/// <param name="Cameras">The cameras, with the URI of each.</param>
/// <param name="LibraryVersion">The version of libgphoto2; null when it is not there.</param>
/// <param name="UnavailableReason">Why none could be searched for, one sentence for the user; null when it went well.</param>
public sealed record CameraSearch(IReadOnlyList<CameraDevice> Cameras, string? LibraryVersion, string? UnavailableReason);
