using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Stage;

/// <summary>The buffers of a stage's results, of as many sizes as sessions use. Rented on the stage's thread.</summary>
/// <param name="buffers">Results that may be out at once.</param>
internal sealed class ResultPools(int buffers) : IDisposable
{
    private readonly FramePools _sharp = new(buffers, PixelFormat.Bgr24);
    private readonly FramePools _maps = new(2 * buffers, PixelFormat.Float32); // of blur radius, and of its confidence

    /// <summary>Buffers that some owner still holds.</summary>
    public int Outstanding => _sharp.Outstanding + _maps.Outstanding;

    /// <summary>Rents the three drafts that the session fills, owned by the caller; false when a buffer is missing.</summary>
    public bool TryRent(DeblurSession session, out Frame sharp, out Frame blur, out Frame confidence)
    {
        (blur, confidence) = (null!, null!);
        if (!_sharp.For(session.Size).TryRent(out sharp!))
            return false;
        var maps = _maps.For(session.BlurSize);
        if (maps.TryRent(out blur!) && maps.TryRent(out confidence!))
            return true;
        blur?.Dispose();
        sharp.Dispose();
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sharp.Dispose();
        _maps.Dispose();
    }
}
