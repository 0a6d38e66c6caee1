using System.Globalization;
using OpenCvSharp;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Evaluation;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Benchmarks;

/// <summary>What the model gains on pairs of pictures by each way of running it: whether a faster one costs quality.</summary>
internal static class Gains
{
    private static readonly (string Name, DeblurOptions Options)[] Ways =
    [
        ("ours", new() { Provider = ExecutionProvider.Cpu }),
        ("backbone in ORT", new() { Provider = ExecutionProvider.Cpu, OrtBackbone = true }),
        ("everything in one ORT graph", new() { Provider = ExecutionProvider.Cpu, WholeGraph = true }),
    ];

    /// <summary>Prints the mean gain in PSNR of each.</summary>
    /// <param name="model">The network.</param>
    /// <param name="folder">Pairs, in a layout that <c>p2ikt-live eval</c> knows.</param>
    public static void Print(Model model, string folder)
    {
        var pairs = PairedDataset.Open(folder).Pairs;
        foreach (var (name, options) in Ways)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"gain on {pairs.Count} pairs, {name}: {pairs.Average(pair => Gain(model, options, pair)):+0.000;-0.000} dB"));
    }

    private static double Gain(Model model, DeblurOptions options, Pair pair)
    {
        using var loaded = LoadedPair.Read(pair);
        using var session = DeblurSessions.Create(model, new FrameSize(loaded.Source.Width, loaded.Source.Height), options);
        using var frame = new SingleFrame(session);
        loaded.Source.AsSpan<byte>().CopyTo(frame.Source.Draft);
        frame.Source.Publish(0, 0);
        session.Run(frame.Source, frame.Sharp, frame.Blur);
        using var sharp = new Mat(loaded.Source.Size(), MatType.CV_8UC3);
        frame.Sharp.Draft.CopyTo(sharp.AsSpan<byte>());
        return PictureQuality.FinitePsnr(sharp, loaded.Target) - PictureQuality.FinitePsnr(loaded.Source, loaded.Target);
    }
}
