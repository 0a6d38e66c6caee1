using System.Diagnostics;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Deblur.Sessions;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Ladders;

/// <summary>Measures what levels of quality cost on this machine.</summary>
public static class LevelCosts
{
    // A run of the largest network takes some 100 ms at this size, and is long beside the start of its threads.
    private static readonly FrameSize Sample = new(640, 360);
    private const int Runs = 3;

    /// <summary>Runs each model on a small frame at each working size: about a second for three models on two cores.</summary>
    /// <param name="models">The networks.</param>
    /// <param name="options">What runs them; rung and ensemble have no effect.</param>
    /// <param name="cancellation">Cancels between two runs.</param>
    /// <returns>
    /// The levels with a network. Cost: the shortest of three runs after one to warm up, in milliseconds a megapixel. A smaller working
    /// size never costs more than a larger one of the same model: where it seems to, other programs were busy.
    /// </returns>
    /// <exception cref="DeblurException">A network cannot be run.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<QualityLevel> Measure(
        IEnumerable<Model> models, DeblurOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(options);
        var levels = new List<QualityLevel>();
        foreach (var model in models)
        {
            var larger = double.PositiveInfinity;
            foreach (var rung in QualityRungs.WithNetwork)
            {
                larger = Math.Min(larger, Measure(model, options with { Rung = rung, Ensemble = false }, cancellation));
                levels.Add(new QualityLevel(model, rung, larger));
            }
        }
        return levels;
    }

    private static double Measure(Model model, DeblurOptions options, CancellationToken cancellation)
    {
        using var session = DeblurSessions.Create(model, Sample, options);
        using var frame = new SingleFrame(session);
        new Random(1).NextBytes(frame.Source.Draft);
        frame.Source.Publish(0, 0);
        var shortest = TimeSpan.MaxValue;
        for (var run = 0; run <= Runs; run++)
        {
            cancellation.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            session.Run(frame.Source, frame.Sharp, frame.Blur);
            var took = Stopwatch.GetElapsedTime(start);
            if (run > 0 && took < shortest)
                shortest = took;
        }
        return shortest.TotalMilliseconds / (Sample.Width * Sample.Height / 1e6);
    }
}
