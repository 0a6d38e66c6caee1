using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Tethering;

/// <summary>A <see cref="PicturePoint"/> as a message carries it.</summary>
internal sealed record HostPoint(double X, double Y, int Width, int Height)
{
    public static HostPoint Of(PicturePoint point) => new(point.X, point.Y, point.Sensor.Width, point.Sensor.Height);

    public PicturePoint ToPoint() => new(X, Y, Width > 0 && Height > 0 ? new FrameSize(Width, Height) : default);
}
