using P2IKT.Live.Capture;
using P2IKT.Live.Preview.Status;

namespace P2IKT.Live.Preview.Operation;

/// <summary>
/// Judges a live view by its status. Ready: a viewer would see live pictures. Live: wanted frames are deblurred; where they are not, only
/// a restart helps.
/// </summary>
/// <param name="status">Returns the state of the live view; on any thread.</param>
/// <param name="time">The clock.</param>
public sealed class StreamHealth(Func<LiveStatus> status, TimeProvider time)
{
    /// <summary>How long frames may come in and none come out before the live view counts as stalled.</summary>
    public static readonly TimeSpan StallTimeout = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private long _deblurred = -1; // at the last progress that was seen
    private long _wanted;
    private long? _waitingSince; // timestamp of the first check at which frames had come in, and none out

    /// <summary>Why a viewer would see no live picture; empty when one would. Each a sentence.</summary>
    public IReadOnlyList<string> WhyNotReady()
    {
        var now = status();
        var reasons = new List<string>();
        if (now.Ended)
            reasons.Add($"The stream of {now.Source.Name} has ended{(now.Message is { } message ? $": {message}" : ".")}");
        else if (now.Source.Connection is ConnectionState.Lost or ConnectionState.Ended)
            reasons.Add($"The source {now.Source.Name} is not connected; it is opened again as soon as it is there.");
        if (now.Model is null || now.Provider is null)
            reasons.Add("No model is loaded.");
        return reasons;
    }

    /// <summary>Why the program should be started again; empty when it works. Each a sentence.</summary>
    /// <remarks>
    /// It compares with earlier calls. A stall is found by the second call after its beginning, at the earliest after
    /// <see cref="StallTimeout"/>.
    /// </remarks>
    public IReadOnlyList<string> WhyNotLive()
    {
        var now = status();
        lock (_gate)
        {
            var wanted = now.Frames.Captured - now.Frames.Idle;
            if (now.Frames.Deblurred != _deblurred || now.Ended)
                (_deblurred, _wanted, _waitingSince) = (now.Frames.Deblurred, wanted, null);
            else if (wanted > _wanted)
                _waitingSince ??= time.GetTimestamp();
            if (_waitingSince is not { } since || time.GetElapsedTime(since) < StallTimeout)
                return [];
            var seconds = (int)time.GetElapsedTime(since).TotalSeconds;
            return [$"No frame was deblurred for {seconds} s, while {wanted - _wanted} came in: start the program again."];
        }
    }
}
