using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Ort;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Deblur.Plugins;

/// <summary>A real provider library, on the real ONNX Runtime; the provider leaves the operators to ONNX Runtime.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class PluginSessionTests
{
    private static readonly FrameSize Size = new(96, 64);

    [Fact]
    public void Library_OfAProvider_SaysWhatItRunsOn()
    {
        using var library = new ProbeProvider("DescribedExecutionProvider");
        var folder = ProviderFolder.Open(library.Folder);
        var device = folder.Devices[0];
        Assert.Equal(("Described plug-in", "DescribedExecutionProvider", "P2IKT", "1.2.3", "CPU"),
            (device.Name, device.ProviderName, device.Vendor, device.Version, device.Kind));
        Assert.Null(folder.Libraries[0].UnavailableReason);
        Assert.Same(folder, ProviderFolder.Open(library.Folder)); // registered once
        var choice = ExecutionProviders.Resolve(new DeblurOptions { ProviderFolder = library.Folder });
        Assert.NotEqual(ExecutionProvider.Plugin, choice.Provider); // a processor is not an accelerator
        Assert.Contains("provider plugin", choice.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OnTwoFrames_GivesTwoResultsAndThoseOfTheReference()
    {
        using var library = new ProbeProvider("FreshExecutionProvider");
        using var session = DeblurSessions.Create(Models.Live, Size, Plugin(library));
        using var reference = Models.Session(Size, wholeGraph: true);
        Assert.Equal(("Fresh plug-in", ExecutionProvider.Plugin), (session.Provider.Name, session.Provider.Provider));
        var (first, second) = (Run(session, 1), Run(session, 2));
        Assert.NotEqual(first.Sharp, second.Sharp);
        Assert.NotEqual(first.Blur, second.Blur);
        // The maps belong to the frame: those of each frame are the reference's for that frame, in whatever order they are run.
        foreach (var (seed, result) in new[] { (1, first), (2, second), (1, Run(session, 1)) })
        {
            var expected = Run(reference, seed);
            Assert.InRange(Models.LargestDifference(result.Sharp, expected.Sharp), 0, 1);
            Assert.InRange(Models.LargestDifference(result.Blur, expected.Blur), 0f, 1e-3f);
        }
    }

    [Fact]
    public void Run_OnADeviceThatIsLost_FailsWithTheProvidersReason()
    {
        using var library = new ProbeProvider("LostExecutionProvider");
        using var session = DeblurSessions.Create(Models.Live, Size, Plugin(library));
        Run(session, 1);
        library.Fail();
        var failure = Assert.Throws<DeblurException>(() => Run(session, 2));
        Assert.Contains("Lost plug-in", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the device is lost", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_AfterTheProviderWasExcluded_SaysWhy()
    {
        using var library = new ProbeProvider("ExcludedExecutionProvider");
        var choice = ExecutionProviders.Resolve(Plugin(library));
        Assert.True(ExecutionProviders.Exclude(choice, "it failed on a frame"));
        var failure = Assert.Throws<DeblurException>(() => ExecutionProviders.Resolve(Plugin(library)));
        Assert.Contains("Excluded plug-in: it failed on a frame", failure.Message, StringComparison.Ordinal);
        Assert.False(ExecutionProviders.Exclude(new ProviderChoice(ExecutionProvider.Cpu, ""), "whatever"));
    }

    private static DeblurOptions Plugin(ProbeProvider library) =>
        new() { Provider = ExecutionProvider.Plugin, ProviderFolder = library.Folder };

    private static (byte[] Sharp, float[] Blur) Run(DeblurSession session, int seed)
    {
        using var frame = new SingleFrame(session);
        Models.Paint(frame.Source, seed);
        frame.Source.Publish(0, 0);
        session.Run(frame.Source, frame.Sharp, frame.Blur);
        return (frame.Sharp.Draft.ToArray(), frame.Blur.DraftValues.ToArray());
    }
}
