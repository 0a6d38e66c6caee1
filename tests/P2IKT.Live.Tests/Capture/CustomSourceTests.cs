using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Status;
using P2IKT.Live.Samples.CustomSource;

namespace P2IKT.Live.Tests.Capture;

/// <summary>A kind of source from outside, as docs/extending.md shows it.</summary>
public sealed class CustomSourceTests : FrameTest
{
    private static readonly SourceRegistry Sources = FrameSources.Registry.With(new NoiseProvider());

    [Fact]
    public async Task Registry_WithAProvider_OpensItsScheme()
    {
        var source = Track(await Sources.OpenAsync("NOISE:?fps=25&size=32x16", Options(pace: false), Cancel));
        Assert.Equal(("noise:?size=32x16&fps=25", "noise", new FrameSize(32, 16), 25), Facts(source.Description));
        using var frames = source.Frames.Subscribe(_ => source.Stop(), static _ => { });
        await Play(source);
        Assert.Null(source.Failure);
        Assert.True(source.Captured > 0);
    }

    [Fact]
    public void Registry_WithAProvider_StillKnowsTheOthers() => Assert.Equal(SourceKind.Test, Sources.Parse("test:").Kind);

    [Theory]
    [InlineData("noise:?size=1x", "a size such as")]
    [InlineData("noise:?seed=1", "takes size, fps")]
    [InlineData("nois:", "noise:")]
    public void Parse_OfAWrongText_SaysWhatIsPossible(string text, string possible) =>
        Assert.Contains(possible, Assert.Throws<CaptureException>(() => Sources.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Registry_WithASchemeTwice_Refuses() => Assert.Throws<ArgumentException>(() => Sources.With(new NoiseProvider()));

    [Fact]
    public async Task Status_OfACustomSource_SaysItsKind()
    {
        var source = Track(await Sources.OpenAsync("noise:", Options(), Cancel));
        var status = SourceStatus.Of(source.Description, ConnectionState.Connected);
        Assert.Equal("noise", status.Kind);
        Assert.Equal(["recording"], status.Capabilities);
    }

    [Theory]
    [InlineData("test:?size=16x16", "test", "recording")]
    [InlineData("test:?size=16x16&frames=3", "test", "recording finite")]
    [InlineData("folder:.", "folder", "stills")]
    public void Status_OfABuiltInSource_SaysKindAndCapabilities(string uri, string kind, string capabilities)
    {
        var status = SourceStatus.Of(Open(uri).Description, ConnectionState.Connected);
        Assert.Equal((kind, capabilities), (status.Kind, string.Join(' ', status.Capabilities)));
    }

    [Fact]
    public async Task Documentation_OfANewSource_ShowsTheSampleAsItIs()
    {
        var folder = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(folder, "samples")))
            folder = Path.GetDirectoryName(folder)!;
        var sample = await File.ReadAllTextAsync(Path.Combine(folder, "samples", "CustomSource", "NoiseSource.cs"), Cancel);
        Assert.Contains(sample, await File.ReadAllTextAsync(Path.Combine(folder, "docs", "extending.md"), Cancel), StringComparison.Ordinal);
    }

    private static (string, string, FrameSize, double) Facts(SourceDescription source) => (source.Uri, source.Kind, source.Size, source.FramesPerSecond);
}
