using System.Diagnostics;

namespace P2IKT.Live.Benchmarks;

/// <summary>The times of candidates that take turns: none pays for the threads of the one before, and slow seconds are in all of them.</summary>
internal static class Turns
{
    private static readonly TimeSpan SpinningOf = TimeSpan.FromMilliseconds(50);

    /// <summary>Lets the threads of the last candidate fall asleep, brings the clocks up, and measures.</summary>
    /// <param name="time">Gives milliseconds.</param>
    public static double Take(Func<double> time)
    {
        Thread.Sleep(SpinningOf); // the threads of the one before spin for a while, waiting for more: not at the cost of the next
        Machine.Wake();
        return time();
    }

    /// <summary>Milliseconds that an action takes.</summary>
    public static double Elapsed(Action action)
    {
        var began = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    /// <summary>The median of the ratios of all rounds.</summary>
    public static double Ratio(List<double> times, List<double> others) => Median([.. times.Zip(others, static (time, other) => time / other)]);

    /// <summary>The upper median.</summary>
    public static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
