using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Deblur;

/// <summary>The shipped models, small ones with random weights (training/fixtures.py), and pictures to run them on.</summary>
internal static class Models
{
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>Where the models with random weights are, and the results of PyTorch to compare with.</summary>
    public static string Parity => Path.Combine(AppContext.BaseDirectory, "Deblur", "Parity");

    public static Model Live { get; } = new ModelCatalog(Folder).Find(ModelCatalog.Default);

    public static DeblurSession Session(FrameSize size, bool wholeGraph = false, string model = ModelCatalog.Default) =>
        DeblurSessions.Create(model == ModelCatalog.Default ? Live : Find(model), size, new DeblurOptions { Provider = ExecutionProvider.Cpu, WholeGraph = wholeGraph });

    /// <summary>A shipped model by its name (p2ikt-live-hq), or one of random weights (refined, family-8).</summary>
    public static Model Find(string name) =>
        new ModelCatalog(name.StartsWith("p2ikt", StringComparison.Ordinal) ? Folder : Parity).Find(name);

    /// <summary>Fills a frame with stripes, squares and noise, a little different for every seed.</summary>
    public static void Paint(Frame frame, int seed)
    {
        var random = new Random(seed);
        var pixels = frame.Draft;
        for (var y = 0; y < frame.Size.Height; y++)
        {
            for (var x = 0; x < frame.Size.Width; x++)
            {
                var wave = 60 * Math.Sin(0.2 * x + seed) + 50 * Math.Sin(0.13 * y * (1 + 0.01 * x)) + 30 * ((x / 37 + y / 29 + seed) % 2);
                for (var c = 0; c < 3; c++)
                    pixels[y * frame.Stride + 3 * x + c] = (byte)Math.Clamp(110 + 10 * c + wave + random.Next(-8, 9), 0, 255);
            }
        }
    }

    public static int LargestDifference(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        Assert.Equal(a.Length, b.Length);
        var largest = 0;
        for (var i = 0; i < a.Length; i++)
            largest = Math.Max(largest, Math.Abs(a[i] - b[i]));
        return largest;
    }

    public static float LargestDifference(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Assert.Equal(a.Length, b.Length);
        var largest = 0f;
        for (var i = 0; i < a.Length; i++)
            largest = Math.Max(largest, Math.Abs(a[i] - b[i]));
        return largest;
    }
}
