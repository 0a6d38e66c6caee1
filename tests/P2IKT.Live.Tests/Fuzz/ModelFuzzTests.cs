using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Cpu.Kernels;
using P2IKT.Live.Deblur.Cpu.Live;
using P2IKT.Live.Deblur.Cpu.Network;
using P2IKT.Live.Deblur.Cpu.Onnx;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Frames;
using P2IKT.Live.Frames.Memory;
using P2IKT.Live.Tests.Deblur;

namespace P2IKT.Live.Tests.Fuzz;

/// <summary>
/// Model files that are broken in any way: they are refused, or they run. Our own engine walks through native memory, so that a shape
/// that lies would end the process.
/// </summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class ModelFuzzTests : IDisposable
{
    private const int Count = 400;
    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-models").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("bands")]
    [InlineData("family-8")]
    public void Convolutions_BrokenInAnyWay_AreRefusedOrRun(string name)
    {
        Assert.SkipUnless(PackedWeights.IsSupported, "Needs AVX2 and FMA.");
        var model = Models.Find(name);
        var valid = File.ReadAllBytes(model.CoefficientsPath!);
        var structure = Structure(valid);
        var random = new Random(4);
        var (file, built) = (Path.Combine(_folder, "a.onnx"), 0);
        for (var n = 0; n < Count; n++)
        {
            var bytes = (byte[])valid.Clone();
            for (var changes = 1 + random.Next(3); changes > 0; changes--)
            {
                var at = structure[random.Next(structure.Count)];
                bytes[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => (byte)random.Next(8), _ => (byte)(bytes[at] ^ (1 << random.Next(8))) };
            }
            File.WriteAllBytes(file, bytes);
            try
            {
                built += RunsOnce(model, OnnxGraph.Read(file)) ? 1 : 0;
            }
            catch (DeblurException refused)
            {
                Assert.DoesNotContain('\n', refused.Message);
            }
        }
        Assert.InRange(built, Count / 20, Count - (Count / 20)); // both ways were gone
    }

    [Fact]
    public void Model_BrokenInWhatItSaysOfItself_IsRefusedOrLoaded()
    {
        var valid = File.ReadAllBytes(Models.Live.Path);
        var metadata = valid.AsSpan().IndexOf("p2ikt.name"u8); // from here to the end: what it says of itself
        var file = Path.Combine(_folder, "a.onnx");
        foreach (var tail in Mutations.Of(valid[metadata..], 40, seed: 5, "1e400"u8.ToArray(), "-1"u8.ToArray(), "NaN"u8.ToArray(), [0xFF, 0xFE], "\e"u8.ToArray()))
        {
            File.WriteAllBytes(file, [.. valid[..metadata], .. tail]);
            try
            {
                var model = ModelFile.Load(file);
                Assert.True(double.IsFinite(model.MaxBlurRadius + model.MacsPerPixel + (model.PsnrGain ?? 0)));
            }
            catch (DeblurException refused)
            {
                Assert.StartsWith("Model ", refused.Message, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Where the file says what its weights are: names, shapes, operators and their attributes.</summary>
    private static List<int> Structure(byte[] bytes)
    {
        var weights = new bool[bytes.Length];
        var file = Path.GetTempFileName();
        File.WriteAllBytes(file, bytes);
        var graph = OnnxGraph.Read(file);
        File.Delete(file);
        foreach (var constant in graph.Constants.Values.Where(constant => constant.Values.Length > 8))
        {
            var (at, length, _) = OnnxFile.PlaceOf(constant.Values.ToArray(), bytes);
            if (at >= 0)
                weights.AsSpan(at, length).Fill(true);
        }
        var structure = Enumerable.Range(0, bytes.Length).Where(at => !weights[at]).ToList();
        Assert.InRange(structure.Count, 500, bytes.Length / 3);
        return structure;
    }

    private static bool RunsOnce(Model model, OnnxGraph graph)
    {
        const int width = 48, height = 32;
        var architecture = model.Architecture == ModelArchitecture.Family ? LiveArchitecture.Family : LiveArchitecture.Bands;
        using var planes = new LivePlanes(model, new FrameSize(width, height), architecture, threads: 2);
        using var picture = new NativeArray<byte>(3 * width * height);
        new Random(1).NextBytes(picture.Values);
        using var network = ConvolutionNetwork.TryBuild(() => planes.Build(graph), out var fallbackReason);
        Assert.Equal(network is null, fallbackReason is { Length: > 0 });
        if (network is null)
            return false;
        unsafe
        {
            planes.Pyramid.Analyse((nint)picture.Pointer);
            planes.Colours?.Analyse((nint)picture.Pointer);
        }
        network.Run();
        return true;
    }
}
