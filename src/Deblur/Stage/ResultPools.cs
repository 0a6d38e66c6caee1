using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Stage;

/// <summary>The buffers of a stage's results, of as many sizes as sessions use. Rented on the stage's thread.</summary>
/// <param name="buffers">Results that may be out at once.</param>
internal sealed class ResultPools(int buffers) : IDisposable
{
    private readonly FramePools _sharp = new(buffers, PixelFormat.Bgr24);
    private readonly FramePools _blur = new(buffers, PixelFormat.Float32);

    /// <summary>Buffers that some owner still holds.</summary>
    public int Outstanding => _sharp.Outstanding + _blur.Outstanding;

    /// <summary>Rents the two drafts that the session fills, owned by the caller; false when a buffer is missing.</summary>
    public bool TryRent(DeblurSession session, out Frame sharp, out Frame blur)
    {
        blur = null!;
        if (!_sharp.For(session.Size).TryRent(out sharp!))
            return false;
        if (_blur.For(session.BlurSize).TryRent(out blur!))
            return true;
        sharp.Dispose();
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sharp.Dispose();
        _blur.Dispose();
    }
}
