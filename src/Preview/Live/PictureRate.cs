using System.Diagnostics;

namespace P2IKT.Live.Preview.Live;

/// <summary>The rate of a viewer's last pictures. Not thread-safe.</summary>
internal sealed class PictureRate
{
    private const double Window = 2; // seconds
    private readonly long[] _times = new long[64];
    private long _count;

    /// <summary>A picture is sent now.</summary>
    public void Add() => _times[_count++ % _times.Length] = Stopwatch.GetTimestamp();

    /// <summary>Pictures a second, over the last two seconds; 0 where there were fewer than two.</summary>
    public double PerSecond()
    {
        var now = Stopwatch.GetTimestamp();
        var (pictures, oldest) = (0, now);
        for (var i = _count - 1; i >= Math.Max(0, _count - _times.Length); i--)
        {
            var at = _times[i % _times.Length];
            if (Stopwatch.GetElapsedTime(at, now).TotalSeconds > Window)
                break;
            (pictures, oldest) = (pictures + 1, at);
        }
        return pictures < 2 ? 0 : pictures / Stopwatch.GetElapsedTime(oldest, now).TotalSeconds;
    }
}
