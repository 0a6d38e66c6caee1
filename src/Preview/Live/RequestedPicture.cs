using P2IKT.Live.Preview.Overlays;

namespace P2IKT.Live.Preview.Live;

/// <summary>The picture that a snapshot or an MJPEG stream shows. Its disposal gives back the place of its overlays.</summary>
/// <param name="part">The part of each frame.</param>
/// <param name="overlays">The table that holds its overlays; null for a picture without.</param>
/// <param name="place">Their place.</param>
internal sealed class RequestedPicture(FrameParts part, OverlayTable? overlays = null, int place = 0) : IDisposable
{
    /// <summary>The part of each frame.</summary>
    public FrameParts Part => part;

    /// <inheritdoc/>
    public void Dispose() => overlays?.Release(place);
}
