using System.Globalization;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Benchmarks;

/// <summary>
/// What a frame takes when only a part of it has changed, beside a frame that is made as a whole: a square in the middle of the frame, of
/// some share of its pixels. All of them take turns.
/// </summary>
internal static class ChangedAreaTimes
{
    private const int WarmUpRounds = 2;
    private static readonly double[] Shares = [0, 0.02, 0.1, 0.25, 0.5];

    public static void Run(int rounds, IReadOnlyList<FrameSize> sizes)
    {
        Console.WriteLine($"{Machine.Describe()}; median of {rounds} rounds in ms, and the median of the ratios to the whole frame");
        Console.WriteLine($"frame | model | whole | {string.Join(" | ", Shares.Select(static share => share.ToString("0 %", CultureInfo.InvariantCulture)))}");
        foreach (var size in sizes)
        {
            foreach (var model in ModelCatalog.Standard.Files.Select(ModelFile.Load))
                Measure(model, size, rounds);
        }
    }

    private static void Measure(Model model, FrameSize size, int rounds)
    {
        using var session = DeblurSessions.Create(model, size, new DeblurOptions { Provider = ExecutionProvider.Cpu, KeepsMaps = true });
        using var frame = new SingleFrame(session);
        new Random(1).NextBytes(frame.Source.Draft);
        frame.Source.Publish(0, 0);
        var whole = new List<double>();
        var parts = Shares.Select(static _ => new List<double>()).ToList();
        for (var round = -WarmUpRounds; round < rounds; round++)
        {
            var all = Time(null);
            var some = Shares.Select(share => Time(Square(size, share))).ToList();
            if (round < 0)
                continue;
            whole.Add(all);
            for (var i = 0; i < some.Count; i++)
                parts[i].Add(some[i]);
        }
        var cells = parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{Turns.Median(part):0.0} ({Turns.Ratio(part, whole):0.00})"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{size} | {model.Name} {model.Version} | {Turns.Median(whole):0.0} | {string.Join(" | ", cells)}"));

        double Time(PixelArea? changed) => Turns.Take(() => Turns.Elapsed(() => session.Update(frame.Source, frame.Sharp, frame.Blur, changed)));
    }

    private static PixelArea Square(FrameSize size, double share)
    {
        var (width, height) = ((int)(size.Width * Math.Sqrt(share)), (int)(size.Height * Math.Sqrt(share)));
        var (left, top) = ((size.Width - width) / 2, (size.Height - height) / 2);
        return new PixelArea(left, top, left + width, top + height);
    }
}
