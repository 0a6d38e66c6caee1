using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Cpu.Network;
using P2IKT.Live.Deblur.Cpu.Pyramid;
using P2IKT.Live.Deblur.Cpu.Threading;

namespace P2IKT.Live.Benchmarks.Stages;

/// <summary>The deblur stage's three steps one by one, as a session on a CPU does them, and the session itself.</summary>
internal static class DeblurRows
{
    public static IEnumerable<StageRow> Measure(StageSample sample, int rounds)
    {
        var (model, size) = (sample.Model, sample.Size);
        int width = LumaPyramid.Pad(size.Width), height = LumaPyramid.Pad(size.Height);
        using var workers = new RowWorkers(Environment.ProcessorCount, width);
        var pyramid = new LumaPyramid(size.Width, size.Height, model.ContrastFloor, workers);
        var weighting = new BandWeighting(size.Width, size.Height, model.BandLimits, pyramid, workers);
        using var backbone = CoefficientBackbone.TryCreate(
            model, pyramid, workers, weighting.Coefficients, new Plane(width / LumaPyramid.Stride, height / LumaPyramid.Stride), out _);
        using var session = DeblurSession.Create(model, size, new DeblurOptions { Provider = ExecutionProvider.Cpu });
        using var frames = new SingleFrame(session);
        var (source, sharp) = (sample.Source.Address, frames.Sharp.Address);

        yield return new StageRow("stage in: luma pyramid", Timing.Of(rounds, () => pyramid.Analyse(source)), sample.Floors.StageIn);
        if (backbone is not null) // on this processor; elsewhere ONNX Runtime, which "operators" takes apart
            yield return new StageRow("network, with the normalisation before it", Timing.Of(rounds, backbone.Run), sample.Floors.Network);
        yield return new StageRow("stage out: weighing the bands, packing", Timing.Of(rounds, () => weighting.Apply(source, sharp)), sample.Floors.StageOut);
        yield return new StageRow("the three as one session", Timing.Of(rounds, () => session.Run(sample.Source, frames.Sharp, frames.Blur)), sample.Floors.Session);
    }
}
