using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur;

/// <summary>The buffers for one picture through a session: for stills, tests and benchmarks, without a stream.</summary>
/// <remarks>Owns its four frames. The session stays the caller's.</remarks>
public sealed class SingleFrame : IDisposable
{
    private readonly OwnedResources _owned;

    /// <summary>Makes buffers of the session's sizes.</summary>
    public SingleFrame(DeblurSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        using var owned = new OwnedResources();
        Source = owned.Add(Draft(session.Size, PixelFormat.Bgr24));
        Sharp = owned.Add(Draft(session.Size, PixelFormat.Bgr24));
        Blur = owned.Add(Draft(session.BlurSize, PixelFormat.Float32));
        Confidence = owned.Add(Draft(session.BlurSize, PixelFormat.Float32));
        _owned = owned.Move();
    }

    /// <summary>A draft to fill; publish it before the run.</summary>
    public Frame Source { get; }

    /// <summary>A draft that receives the sharp picture.</summary>
    public Frame Sharp { get; }

    /// <summary>A draft that receives the blur radius in pixels.</summary>
    public Frame Blur { get; }

    /// <summary>A draft that receives how far each radius can be trusted, 0 to 1: see <see cref="DeblurSession.ReadConfidence"/>.</summary>
    public Frame Confidence { get; }

    /// <inheritdoc/>
    public void Dispose() => _owned.Dispose();

    /// <summary>A draft with a buffer of its own, owned by the caller.</summary>
    internal static Frame Draft(FrameSize size, PixelFormat format)
    {
        using var pool = new FramePool(size, 1, format);
        return pool.TryRent(out var frame) ? frame : throw new InvalidOperationException("A fresh pool of one had no buffer.");
    }
}
