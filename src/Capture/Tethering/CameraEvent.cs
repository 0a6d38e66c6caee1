namespace P2IKT.Live.Capture.Tethering;

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
