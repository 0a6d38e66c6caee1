namespace P2IKT.Live.Capture;

/// <summary>The kinds of source that a <see cref="SourceUri"/> can name.</summary>
public enum SourceScheme
{
    /// <summary>The embedded studio scene: <c>test:</c>.</summary>
    Test,

    /// <summary>A video file: a path, or <c>file:</c> and a path.</summary>
    File,

    /// <summary>A camera at this machine: <c>camera:0</c>, <c>camera:/dev/video2</c>.</summary>
    Camera,

    /// <summary>A camera or stream in the network: <c>http://</c>, <c>https://</c>, <c>rtsp://</c>, <c>rtsps://</c>.</summary>
    Network,

    /// <summary>A tethered camera: <c>gphoto2:</c>, <c>gphoto2:usb:001,004</c>, <c>gphoto2:ptpip:ADDRESS</c>.</summary>
    Gphoto2,

    /// <summary>A folder into which stills drop: <c>folder:</c>.</summary>
    Folder,
}
