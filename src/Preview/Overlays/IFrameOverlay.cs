using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Overlays;

/// <summary>Draws one overlay over deblurred frames, for snapshots, MJPEG streams and clips.</summary>
/// <remarks>An instance is used by one thread at a time, so it may reuse its buffers. Its owner disposes it.</remarks>
public interface IFrameOverlay : IDisposable
{
    /// <summary>Fills the target with the picture and the overlay over it.</summary>
    /// <param name="sharp">The deblurred frame, BGR; only read, and valid during the call.</param>
    /// <param name="map">Its blur map, which is known; valid during the call.</param>
    /// <param name="target">Packed BGR of the frame's size. Its content before the call is undefined: write every byte.</param>
    void Draw(Frame sharp, FocusMap map, Span<byte> target);
}
