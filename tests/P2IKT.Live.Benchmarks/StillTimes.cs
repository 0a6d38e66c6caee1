using System.Globalization;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Still;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Benchmarks;

/// <summary>What it takes to find what of a frame holds still, and to write the average of that, beside a copy of the frame.</summary>
internal static class StillTimes
{
    private const int Old = 8; // frames: tiles count as still from then on
    private const int Noise = 3; // levels, at most

    public static void Run(int rounds, IReadOnlyList<FrameSize> sizes)
    {
        Console.WriteLine($"{Machine.Describe()}; median of {rounds} rounds in ms");
        Console.WriteLine("frame | a copy | what holds still | its average");
        foreach (var size in sizes)
            Measure(size, rounds);
    }

    private static void Measure(FrameSize size, int rounds)
    {
        using var tiles = new StillTiles(size);
        var frames = Enumerable.Range(0, 2).Select(seed => Noisy(size, seed)).ToList();
        var written = new byte[frames[0].Pixels.Length];
        List<double> copies = [], observed = [], averaged = [];
        for (var round = -Old - 1; round < rounds; round++)
        {
            var frame = frames[round & 1];
            var (copy, observe, write) = (
                Turns.Elapsed(() => frame.Pixels.CopyTo(written)), Turns.Elapsed(() => tiles.Observe(frame)),
                Turns.Elapsed(() => tiles.WriteAveraged(frame, written, Old)));
            if (round < 0)
                continue;
            copies.Add(copy);
            observed.Add(observe);
            averaged.Add(write);
        }
        frames.ForEach(static frame => frame.Dispose());
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{size} | {Turns.Median(copies):0.00} | {Turns.Median(observed):0.00} | {Turns.Median(averaged):0.00}"));
    }

    private static Frame Noisy(FrameSize size, int seed)
    {
        var (picture, noise) = (new byte[3 * size.Pixels], new Random(seed));
        new Random(7).NextBytes(picture);
        var frame = SingleFrame.Draft(size, PixelFormat.Bgr24);
        for (var i = 0; i < picture.Length; i++)
            frame.Draft[i] = (byte)Math.Clamp(picture[i] + noise.Next(-Noise, Noise + 1), 0, 255);
        frame.Publish(seed, seed);
        return frame;
    }
}
