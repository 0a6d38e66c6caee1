using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Sessions;

/// <summary>The last rung, without a network: the picture is the source, and every blur radius is NaN, because none is known.</summary>
internal sealed class SourceDeblurSession(Model model, FrameSize size, ProviderChoice provider)
    : DeblurSession(model, size, provider, QualityRung.Source)
{
    protected internal override void RunCore(Frame source, Frame sharp, Frame blur)
    {
        source.Pixels.CopyTo(sharp.Draft);
        blur.DraftValues.Fill(float.NaN);
    }

    protected override void AbandonCore()
    {
        // A copy does not take long.
    }

    protected override void Dispose(bool disposing)
    {
        // It holds nothing.
    }
}
