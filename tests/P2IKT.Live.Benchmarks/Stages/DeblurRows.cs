using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Cpu.Live;
using P2IKT.Live.Deblur.Cpu.Network;
using P2IKT.Live.Deblur.Cpu.Onnx;
using P2IKT.Live.Deblur.Sessions;

namespace P2IKT.Live.Benchmarks.Stages;

/// <summary>The deblur stage's three steps one by one, as a session on a CPU does them, and the session itself.</summary>
internal static class DeblurRows
{
    public static IEnumerable<StageRow> Measure(StageSample sample, int rounds)
    {
        var (model, size) = (sample.Model, sample.Size);
        using var planes = new LivePlanes(model, size, LiveArchitecture.Bands, Environment.ProcessorCount);
        using var network = ConvolutionNetwork.TryBuild(() => planes.Build(OnnxGraph.OfConvolutions(model)), out _);
        using var session = DeblurSessions.Create(model, size, new DeblurOptions { Provider = ExecutionProvider.Cpu });
        using var frames = new SingleFrame(session);
        var (source, sharp) = (sample.Source.Address, frames.Sharp.Address);

        yield return new StageRow("stage in: luma pyramid", Timing.Of(rounds, () => planes.Pyramid.Analyse(source)), sample.Floors.StageIn);
        if (network is not null) // on this processor; elsewhere ONNX Runtime, which "operators" takes apart
            yield return new StageRow("network, with the normalisation before it", Timing.Of(rounds, network.Run), sample.Floors.Network);
        yield return new StageRow("stage out: weighting the bands, packing", Timing.Of(rounds, () => planes.Weighting.Apply(source, sharp)), sample.Floors.StageOut);
        yield return new StageRow("the three as one session", Timing.Of(rounds, () => session.Run(sample.Source, frames.Sharp, frames.Blur)), sample.Floors.Session);
    }
}
