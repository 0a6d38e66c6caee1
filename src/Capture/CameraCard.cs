namespace P2IKT.Live.Capture;

/// <summary>The card of a tethered camera; where there are several, all of them together.</summary>
/// <param name="CapacityBytes">Its size; null: the camera does not say.</param>
/// <param name="FreeBytes">What is free; null: the camera does not say.</param>
/// <param name="FreePictures">Pictures that fit, by the camera's own estimate; null: it gives none.</param>
public sealed record CameraCard(long? CapacityBytes, long? FreeBytes, long? FreePictures);
