using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Deblur.Ort;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Deblur;

/// <summary>A model of an architecture that the library does not know, and a host's factory for it (docs/extending.md).</summary>
public sealed class SessionFactoryTests : IDisposable
{
    private static readonly FrameSize Size = new(40, 24);

    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-factory-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Create_WithAFactoryForANewArchitecture_TakesItsSession()
    {
        var model = ModelFile.Load(Invert());
        using var session = DeblurSessions.Create(model, Size, Options(new InvertFactory()));
        using var graph = DeblurSessions.Create(model, Size, Options());

        Assert.Equal("test-invert", model.Architecture);
        Assert.IsType<InvertSession>(session);
        Assert.Equal(Run(graph), Run(session));
    }

    [Fact]
    public void Create_WithoutAFactory_RunsTheGraphInOnnxRuntime()
    {
        using var session = DeblurSessions.Create(ModelFile.Load(Invert()), Size, Options());

        Assert.IsType<GraphDeblurSession>(session);
    }

    [Fact]
    public void Create_WhenTheFactoryDeclines_RunsTheGraphAndKnowsWhy()
    {
        using var session = DeblurSessions.Create(ModelFile.Load(Invert()), Size, Options(new InvertFactory { Declines = "it is Sunday" }));

        Assert.IsType<GraphDeblurSession>(session);
        Assert.Equal("it is Sunday", session.CpuFallbackReason);
    }

    [Fact]
    public void Create_ForAnotherArchitecture_LeavesTheFactoryAlone()
    {
        using var session = DeblurSessions.Create(Models.Live, Size, Options(new InvertFactory()));

        Assert.IsNotType<InvertSession>(session);
    }

    private static DeblurOptions Options(params ISessionFactory[] factories) => new() { Provider = ExecutionProvider.Cpu, Factories = factories };

    private static byte[] Run(DeblurSession session)
    {
        using var frame = new SingleFrame(session);
        Models.Paint(frame.Source, seed: 1);
        frame.Source.Publish(0, 0);
        session.Run(frame.Source, frame.Sharp, frame.Blur);
        return frame.Sharp.Draft.ToArray();
    }

    /// <summary>A network that inverts the picture, and whose blur radius is its mean brightness.</summary>
    private string Invert()
    {
        var path = Path.Combine(_folder, "invert.onnx");
        var builder = new OnnxBuilder()
            .Input("frame", bytes: true, 1L, "H", "W", 3L)
            .Node("Cast", ["frame"], "float", ("to", 1L))
            .Node("Mul", ["float", "minus"], "negative")
            .Node("Add", ["negative", "white"], "inverse")
            .Node("Cast", ["inverse"], "sharp", ("to", 2L))
            .Node("Transpose", ["float"], "planes", ("perm", new[] { 0L, 3, 1, 2 }))
            .Node("Conv", ["planes", "grey"], "mean", ("strides", new[] { 8L, 8 }), ("pads", new[] { 0L, 0, 7, 7 }))
            .Node("Relu", ["mean"], "blur")
            .Constant("minus", [1], [-1f])
            .Constant("white", [1], [255f])
            .Constant("grey", [1, 3, 8, 8], Enumerable.Repeat(1 / (3f * 64 * 255), 3 * 64))
            .Output("sharp", bytes: true, 1L, "H", "W", 3L)
            .Output("blur", bytes: false, 1L, 1L, "h", "w");
        foreach (var (key, value) in new[]
        {
            ("name", "invert"), ("version", "1"), ("variant", "test"), ("architecture", "test-invert"), ("macs_per_pixel", "3"), ("blur_stride", "8"), ("max_blur_radius", "1"),
        })
            builder.Metadata($"p2ikt.{key}", value);
        builder.Save(path);
        return path;
    }

    private sealed class InvertFactory : ISessionFactory
    {
        public string? Declines { get; init; }

        public string Architecture => "test-invert";

        public ExecutionProvider Provider => ExecutionProvider.Cpu;

        public DeblurSession? TryCreate(SessionRequest request, out string? fallbackReason)
        {
            fallbackReason = Declines;
            return Declines is null ? new InvertSession(request) : null;
        }
    }

    private sealed class InvertSession(SessionRequest request) : DeblurSession(request.Model, request.Size, request.Provider)
    {
        protected internal override void RunCore(Frame source, Frame sharp, Frame blur)
        {
            for (var i = 0; i < source.Pixels.Length; i++)
                sharp.Draft[i] = (byte)(255 - source.Pixels[i]);
            blur.DraftValues.Clear();
        }

        protected override void AbandonCore()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
