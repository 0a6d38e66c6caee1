using P2IKT.Live.Deblur.Cpu.Scaling;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Sessions;

/// <summary>
/// Any session at a reduced size inside one of the full size: it sees a reduced frame, and what it changes there is enlarged and added
/// to the full frame. The picture keeps its finest detail, and gains nothing in it; coarser blur is corrected as before.
/// </summary>
/// <remarks>
/// For a network that weights the octaves of a pyramid this is exact at half size: the reduced frame's pyramid is the full one's without
/// its finest octave. Weighting that octave, too, with the reduced frame's weights gained 0.01 dB at best and cost 0.4 dB at worst
/// (measured on the Lytro set), because the same weights mean another blur there.
/// </remarks>
internal sealed class ReducedDeblurSession : DeblurSession
{
    private readonly DeblurSession _inner;
    private readonly SingleFrame _reduced; // drafts that are never published: only the inner session reads them
    private readonly QuarterScale _scale;
    private readonly OwnedResources _owned;

    /// <param name="inner">A session of the reduced size; owned from here on, also when this throws.</param>
    /// <param name="size">Size of the full frame.</param>
    /// <param name="rung">Says how much the inner session sees.</param>
    /// <param name="options">Number of threads.</param>
    public ReducedDeblurSession(DeblurSession inner, FrameSize size, QualityRung rung, DeblurOptions options)
        : base(inner.Model, size, inner.Provider, rung)
    {
        using var owned = new OwnedResources();
        _inner = owned.Add(inner);
        _reduced = owned.Add(new SingleFrame(inner));
        _scale = owned.Add(new QuarterScale(size, QualityRungs.Quarters(rung), options.Threads));
        IsInterim = inner.IsInterim;
        _owned = owned.Move();
    }

    protected internal override void RunCore(Frame source, Frame sharp, Frame blur) => RunCore(source, sharp, blur, null);

    internal override void UpdateCore(Frame source, Frame sharp, Frame blur, PixelArea changed) =>
        RunCore(source, sharp, blur, changed.Scaled(QualityRungs.Quarters(Rung), 4).Grown(QuarterScale.Reach));

    private void RunCore(Frame source, Frame sharp, Frame blur, PixelArea? changed)
    {
        _scale.Reduce(source.Pixels, _reduced.Source.Draft);
        if (changed is { } part)
            _inner.UpdateCore(_reduced.Source, _reduced.Sharp, _reduced.Blur, part);
        else
            _inner.RunCore(_reduced.Source, _reduced.Sharp, _reduced.Blur);
        _scale.AddDifference(source.Address, _reduced.Source.Address, _reduced.Sharp.Address, sharp.Address);
        _scale.EnlargeRadii(_reduced.Blur.Values, _inner.BlurSize, blur.DraftValues, BlurSize, (float)Model.MaxBlurRadius);
    }

    public override bool HasConfidence => _inner.HasConfidence;

    protected internal override void WriteConfidence(Span<float> confidence)
    {
        _inner.WriteConfidence(_reduced.Confidence.DraftValues);
        _scale.EnlargeMap(_reduced.Confidence.Values, _inner.BlurSize, confidence, BlurSize);
    }

    protected override void AbandonCore() => _inner.Abandon();

    protected override void Dispose(bool disposing) => _owned.Dispose();
}
