using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur;

/// <summary>The buffers for one picture through a session: what stills, trials and benchmarks need, where no stream flows.</summary>
/// <remarks>Owns its three frames; they die with it. The session stays the caller's.</remarks>
public sealed class SingleFrame : IDisposable
{
    /// <summary>Makes buffers of the session's sizes.</summary>
    public SingleFrame(DeblurSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        (Source, Sharp, Blur) = (Draft(session.Size, PixelFormat.Bgr24), Draft(session.Size, PixelFormat.Bgr24), Draft(session.BlurSize, PixelFormat.Float32));
    }

    /// <summary>A draft: fill it, and publish it before it is run.</summary>
    public Frame Source { get; }

    /// <summary>Where the session writes the sharp picture.</summary>
    public Frame Sharp { get; }

    /// <summary>Where the session writes the blur radius in pixels.</summary>
    public Frame Blur { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Source.Dispose();
        Sharp.Dispose();
        Blur.Dispose();
    }

    private static Frame Draft(FrameSize size, PixelFormat format)
    {
        using var pool = new FramePool(size, 1, format);
        return pool.TryRent(out var frame) ? frame : throw new InvalidOperationException("A fresh pool of one had no buffer.");
    }
}
