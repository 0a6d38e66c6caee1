using P2IKT.Live.Deblur.Cpu.Scaling;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Sessions;

/// <summary>
/// Any session at a reduced size inside one of the full size: it sees a reduced frame, and what it changes there is enlarged and added
/// to the full frame. The picture keeps its finest detail, and gains nothing in it; coarser blur is corrected as before.
/// </summary>
/// <remarks>
/// For a network that weighs the octaves of a pyramid this is the right form at half size, not a makeshift: the reduced frame's pyramid is
/// the full one's without its finest octave. Weighing that octave too, with the reduced frame's weights, gained 0.01 dB at best and
/// cost 0.4 dB at worst (measured on the Lytro set), because the same weights stand for another blur there.
/// </remarks>
internal sealed class ReducedDeblurSession : DeblurSession
{
    private readonly DeblurSession _inner;
    private readonly SingleFrame _reduced; // drafts for good: nobody but the inner session sees them
    private readonly QuarterScale _scale;

    public ReducedDeblurSession(DeblurSession inner, FrameSize size, QualityRung rung, DeblurOptions options)
        : base(inner.Model, size, inner.Provider, rung)
    {
        _inner = inner;
        _reduced = new SingleFrame(inner);
        _scale = new QuarterScale(size, QualityLadder.Quarters(rung), options.Threads);
        IsInterim = inner.IsInterim;
    }

    internal override void RunCore(Frame source, Frame sharp, Frame blur)
    {
        _scale.Reduce(source.Pixels, _reduced.Source.Draft);
        _inner.RunCore(_reduced.Source, _reduced.Sharp, _reduced.Blur);
        _scale.AddDifference(source.Address, _reduced.Source.Address, _reduced.Sharp.Address, sharp.Address);
        _scale.EnlargeRadii(_reduced.Blur.Values, _inner.BlurSize, blur.DraftValues, BlurSize, (float)Model.MaxBlurRadius);
    }

    private protected override void AbandonCore() => _inner.Abandon();

    private protected override void Dispose(bool disposing)
    {
        _scale.Dispose();
        _reduced.Dispose();
        _inner.Dispose();
    }
}
