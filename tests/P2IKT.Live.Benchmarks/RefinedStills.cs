using System.Diagnostics;
using System.Globalization;
using System.Reactive.Subjects;
using OpenCvSharp;
using P2IKT.Live.Deblur;
using P2IKT.Live.Deblur.Models;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Deblur.Stage;
using P2IKT.Live.Evaluation;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Benchmarks;

/// <summary>
/// How good the picture of a still scene becomes: the blurred picture of a pair, with a camera's noise in each frame, goes
/// through the stage at 30 frames a second. What is shown at the end stands beside the first picture, and beside the strongest network on
/// the mean of all frames, each by its PSNR against the sharp picture.
/// </summary>
internal static class RefinedStills
{
    private const int Rate = 30;
    private const int Different = 32; // frames, made before: they come round again
    private const double Noise = 3; // standard deviation in levels
    private static readonly FrameSize Largest = new(1280, 720);

    /// <summary>Prints a line for each pair, and the means.</summary>
    /// <param name="seconds">How long each scene is shown.</param>
    /// <param name="folder">Pairs, in a layout that <c>p2ikt-live eval</c> knows.</param>
    /// <param name="most">How many pairs.</param>
    public static async Task RunAsync(double seconds, string folder, int most)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Machine.Describe()}; {seconds} s of each scene, noise of {Noise} levels; PSNR in dB"));
        Console.WriteLine("scene | frame | noisy | live, first | shown at the end | strongest, mean of the frames | shown - strongest | refined");
        var rows = new List<Row>();
        foreach (var pair in PairedDataset.Open(folder).Pairs.Take(most))
        {
            rows.Add(await MeasureAsync(pair, (int)(seconds * Rate)));
            Print(rows[^1]);
        }
        Print(new Row($"mean of {rows.Count}", default, Mean(static row => row.Noisy), Mean(static row => row.First), Mean(static row => row.Last),
            Mean(static row => row.Strongest), Mean(static row => row.RefinedShare)));

        double Mean(Func<Row, double> value) => rows.Average(value);
    }

    private static async Task<Row> MeasureAsync(Pair pair, int frames)
    {
        using var loaded = LoadedPair.Read(pair);
        var size = new FrameSize(Math.Min(Largest.Width, loaded.Source.Width), Math.Min(Largest.Height, loaded.Source.Height));
        using var source = loaded.Source[new Rect(0, 0, size.Width, size.Height)].Clone();
        using var target = loaded.Target[new Rect(0, 0, size.Width, size.Height)].Clone();
        using var sum = new Mat(source.Size(), MatType.CV_32SC3, Scalar.All(0));
        var noisy = Enumerable.Range(0, Different).Select(_ => WithNoise(source)).ToList();
        foreach (var one in noisy)
            Cv2.Add(sum, one, sum, dtype: MatType.CV_32S);
        using var camera = new Subject<Frame>();
        using var pool = new FramePool(size, 4, PixelFormat.Bgr24);
        var catalog = ModelCatalog.Standard;
        double? first = null;
        var (last, share) = (0.0, 0.0);
        await using (var stage = new DeblurStage(camera, Open(ModelCatalog.Default, size), plan => Open(ModelCatalog.Default, plan.Size),
            new DeblurStageOptions { Refine = of => Open("p2ikt-live-xl", of) }))
        {
            using var results = stage.Frames.Subscribe(
                frame =>
                {
                    using var shown = new Mat(source.Size(), MatType.CV_8UC3);
                    frame.Sharp.Pixels.CopyTo(shown.AsSpan<byte>());
                    last = PictureQuality.Psnr(shown, target);
                    first ??= last;
                    share = frame.RefinedShare;
                },
                static _ => { });
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < frames; i++)
            {
                var due = TimeSpan.FromSeconds((double)i / Rate) - Stopwatch.GetElapsedTime(began);
                if (due > TimeSpan.Zero)
                    await Task.Delay(due);
                if (!pool.TryRent(out var frame))
                    continue;
                noisy[i % Different].AsSpan<byte>().CopyTo(frame.Draft);
                frame.Publish(i, Stopwatch.GetTimestamp());
                camera.OnNext(frame);
                frame.Dispose();
            }
            camera.OnCompleted();
            await stage.Ended;
        }
        using var mean = new Mat();
        sum.ConvertTo(mean, MatType.CV_8UC3, 1.0 / Different);
        var input = PictureQuality.Psnr(noisy[0], target);
        noisy.ForEach(static one => one.Dispose());
        return new Row(Path.GetFileNameWithoutExtension(pair.Source), size, input, first ?? double.NaN, last,
            PictureQuality.Psnr(Deblurred(mean, size), target), share);

        DeblurSession Open(string name, FrameSize of) =>
            DeblurSessions.Create(catalog.Find(name), of, new DeblurOptions { Provider = ExecutionProvider.Cpu });

        Mat Deblurred(Mat picture, FrameSize of)
        {
            using var session = Open("p2ikt-live-xl", of);
            using var frame = new SingleFrame(session);
            picture.AsSpan<byte>().CopyTo(frame.Source.Draft);
            frame.Source.Publish(0, 0);
            session.Run(frame.Source, frame.Sharp, frame.Blur);
            var sharp = new Mat(picture.Size(), MatType.CV_8UC3);
            frame.Sharp.Draft.CopyTo(sharp.AsSpan<byte>());
            return sharp;
        }
    }

    /// <summary>A noisy copy; owned by the caller.</summary>
    private static Mat WithNoise(Mat clean)
    {
        var noisy = new Mat();
        using var noise = new Mat(clean.Size(), MatType.CV_16SC3);
        Cv2.Randn(noise, Scalar.All(0), Scalar.All(Noise));
        Cv2.Add(clean, noise, noisy, dtype: MatType.CV_8U);
        return noisy;
    }

    private static void Print(Row row) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{row.Name} | {row.Size} | {row.Noisy:0.00} | {row.First:0.00} | {row.Last:0.00} | {row.Strongest:0.00} | {Math.Round(row.Last - row.Strongest, 2):+0.00;-0.00;0.00} | {row.RefinedShare:0 %}"));

    private sealed record Row(string Name, FrameSize Size, double Noisy, double First, double Last, double Strongest, double RefinedShare);
}
