namespace P2IKT.Live.Capture.Gphoto2;

/// <summary>CameraEventType of gphoto2-camera.h.</summary>
internal enum CameraEvent
{
    Unknown,
    None,
    FileAdded,
    FolderAdded,
    CaptureComplete,
    FileChanged,
}
