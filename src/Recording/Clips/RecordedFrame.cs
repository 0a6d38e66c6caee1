using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Clips;

/// <summary>
/// What the recorder keeps of a deblurred frame until it is encoded: owned, and disposed together. The source only where it is recorded,
/// too.
/// </summary>
internal sealed class RecordedFrame : IDisposable
{
    /// <summary>Takes shares of a lent frame.</summary>
    public RecordedFrame(DeblurredFrame frame, bool keepSource)
    {
        Sharp = frame.Sharp.Share();
        Blur = frame.Blur.Share();
        Confidence = frame.Confidence.Share();
        Source = keepSource ? frame.Source.Share() : null;
        BlurStride = frame.BlurStride;
        (Level, RefinedShare) = (frame.Level, frame.RefinedShare);
    }

    public Frame Sharp { get; }

    public Frame Blur { get; }

    /// <summary>How far each value of <see cref="Blur"/> can be trusted.</summary>
    public Frame Confidence { get; }

    public Frame? Source { get; }

    public int BlurStride { get; }

    /// <summary>Network and working size that made it.</summary>
    public string Level { get; }

    /// <summary>Share of the picture that was refined, 0 to 1.</summary>
    public double RefinedShare { get; }

    public void Dispose()
    {
        Sharp.Dispose();
        Blur.Dispose();
        Confidence.Dispose();
        Source?.Dispose();
    }
}
