using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Cpu.Kernels;
using P2IKT.Live.Deblur.Cpu.Live;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Deblur;

/// <summary>
/// The live family in the project's own kernels against the whole graph in ONNX Runtime, with the channels of each of its sizes.
/// </summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class FamilySessionTests
{
    public static TheoryData<string, int, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, int>();
            foreach (var model in (string[])["family-24", "family-16", "family-8"])
            {
                cases.Add(model, 320, 208);
                cases.Add(model, 333, 217);
                cases.Add(model, 1, 1);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_WithOwnKernels_GivesWhatTheGraphGives(string model, int width, int height)
    {
        Assert.SkipUnless(PackedWeights.IsSupported, "Needs AVX2 and FMA.");
        var size = new FrameSize(width, height);
        var (own, graph) = (Run(model, size, wholeGraph: false, seed: 1), Run(model, size, wholeGraph: true, seed: 1));

        Assert.InRange(Models.LargestDifference(own.Sharp, graph.Sharp), 0, 1);
        Assert.InRange(Models.LargestDifference(own.Blur, graph.Blur), 0, 0.01f);
    }

    [Fact]
    public void Run_OnTwoFrames_GivesTwoResults()
    {
        Assert.SkipUnless(PackedWeights.IsSupported, "Needs AVX2 and FMA.");
        var size = new FrameSize(160, 96);
        using var session = Session("family-24", size, wholeGraph: false);
        var (first, second) = (Run(session, seed: 1), Run(session, seed: 2));

        Assert.NotEqual(first.Sharp, second.Sharp);
        Assert.Equal(second.Sharp, Run("family-24", size, wholeGraph: false, seed: 2).Sharp);
    }

    [Theory]
    [InlineData("family-24")]
    [InlineData("family-16")]
    [InlineData("family-8")]
    [InlineData("p2ikt-live-hq")]
    public void Create_OnACpu_TakesTheOwnKernels(string model)
    {
        Assert.SkipUnless(PackedWeights.IsSupported, "Needs AVX2 and FMA.");
        using var session = Session(model, new FrameSize(64, 48), wholeGraph: false);

        Assert.Equal(LiveArchitecture.Family, Assert.IsType<EngineDeblurSession>(session).Architecture);
    }

    private static (byte[] Sharp, float[] Blur) Run(string model, FrameSize size, bool wholeGraph, int seed)
    {
        using var session = Session(model, size, wholeGraph);
        return Run(session, seed);
    }

    private static (byte[] Sharp, float[] Blur) Run(DeblurSession session, int seed)
    {
        using var frame = new SingleFrame(session);
        Models.Paint(frame.Source, seed);
        frame.Source.Publish(0, 0);
        session.Run(frame.Source, frame.Sharp, frame.Blur);
        return (frame.Sharp.Draft.ToArray(), frame.Blur.DraftValues.ToArray());
    }

    private static DeblurSession Session(string model, FrameSize size, bool wholeGraph) => DeblurSessions.Create(
        Models.Find(model), size,
        new DeblurOptions { Provider = ExecutionProvider.Cpu, WholeGraph = wholeGraph });
}
