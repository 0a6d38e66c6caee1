using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Overlays;

/// <summary>Draws one overlay over deblurred frames, for snapshots, MJPEG streams and clips.</summary>
/// <remarks>An instance is used by one thread at a time, so it may reuse its buffers. Its owner disposes it.</remarks>
public interface IFrameOverlay : IDisposable
{
    /// <summary>Draws over the target.</summary>
    /// <param name="sharp">The deblurred frame, BGR, without any overlay; only read, and valid during the call.</param>
    /// <param name="map">Its blur map, which is known; valid during the call.</param>
    /// <param name="target">
    /// Packed BGR of the frame's size: the deblurred frame with the overlays before this one. Change it in place.
    /// </param>
    void Draw(Frame sharp, FocusMap map, Span<byte> target);
}
