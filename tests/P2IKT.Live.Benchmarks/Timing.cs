using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace P2IKT.Live.Benchmarks;

/// <summary>How long a call takes, and what the whole process allocates meanwhile: of some calls, one after another.</summary>
/// <param name="BestMs">The shortest, in ms.</param>
/// <param name="MedianMs">The median, in ms.</param>
/// <param name="Bytes">The median of the managed bytes, on all threads.</param>
internal readonly record struct Timing(double BestMs, double MedianMs, long Bytes)
{
    private const int WarmUpCalls = 3;
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(300), Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Warms up, then measures.</summary>
    /// <param name="rounds">Measurements.</param>
    /// <param name="call">What is measured.</param>
    /// <param name="repeats">Calls for one measurement, where one is too short for the clock.</param>
    public static Timing Of(int rounds, Action call, int repeats = 1)
    {
        WarmUp(call);
        var times = new double[rounds];
        var bytes = new long[rounds];
        for (var round = 0; round < rounds; round++)
        {
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < repeats; i++)
                call();
            times[round] = Stopwatch.GetElapsedTime(began).TotalMilliseconds / repeats;
            bytes[round] = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / repeats;
        }
        Array.Sort(times);
        Array.Sort(bytes);
        return new Timing(times[0], times[rounds / 2], bytes[rounds / 2]);
    }

    /// <summary>Until the compiler has had nothing to do for a while: it optimises in the background what has been called often.</summary>
    private static void WarmUp(Action call)
    {
        var (began, calmSince, compiled) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp(), JitInfo.GetCompiledMethodCount());
        for (var i = 0; i < WarmUpCalls || (Stopwatch.GetElapsedTime(calmSince) < Calm && Stopwatch.GetElapsedTime(began) < Timeout); i++)
        {
            call();
            if (JitInfo.GetCompiledMethodCount() is var now && now != compiled)
                (calmSince, compiled) = (Stopwatch.GetTimestamp(), now);
        }
    }

    /// <summary>Milliseconds as a table shows them: two digits behind the point, four where that would be next to nothing.</summary>
    public static string Text(double ms) => ms.ToString(ms < 0.1 ? "0.0000" : "0.00", CultureInfo.InvariantCulture);
}
