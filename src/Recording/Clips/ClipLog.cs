using System.Diagnostics;

namespace P2IKT.Live.Recording.Clips;

/// <summary>
/// The content of a clip's sidecar, as it grows. The recorder's thread writes it; counts and marks may be read on any thread.
/// </summary>
/// <param name="firstCapturedAt">Capture time of the first frame, in ticks of <see cref="Stopwatch.GetTimestamp"/>.</param>
/// <param name="facts">The parts that do not change.</param>
internal sealed class ClipLog(long firstCapturedAt, ClipSidecar facts)
{
    private readonly List<long> _captured = [];
    private readonly List<int> _median = [], _sharpest = [], _centre = [], _level = [], _refined = [];
    private readonly List<string> _levels = [];
    private readonly Lock _gate = new(); // the counts and the marks
    private readonly List<ClipMark> _marks = [];
    private ClipCounts _counts = new();

    /// <summary>What became of the frames so far.</summary>
    public ClipCounts Counts
    {
        get
        {
            lock (_gate)
                return _counts;
        }
    }

    /// <summary>The marks so far, in order of time.</summary>
    public IReadOnlyList<ClipMark> Marks
    {
        get
        {
            lock (_gate)
                return [.. _marks];
        }
    }

    /// <summary>A frame has gone into the clip.</summary>
    /// <param name="capturedAt">When it was captured, in ticks of <see cref="Stopwatch.GetTimestamp"/>.</param>
    /// <param name="focus">What is in focus.</param>
    /// <param name="level">Network and working size that made it.</param>
    /// <param name="refined">Share of the picture that was refined, 0 to 1.</param>
    public void Add(long capturedAt, FocusSummary focus, string level, double refined)
    {
        var index = _levels.IndexOf(level);
        if (index < 0)
        {
            index = _levels.Count;
            _levels.Add(level);
        }
        Add((long)Math.Round(Stopwatch.GetElapsedTime(firstCapturedAt, capturedAt).TotalMilliseconds * 10), focus.Median,
            focus.Sharpest, focus.Centre, index, (int)Math.Round(100 * refined), isRepeated: false);
    }

    /// <summary>The frame before has gone into the clip once more.</summary>
    public void AddRepeated() => Add(
        _captured[^1], _median[^1], _sharpest[^1], _centre[^1], _level[^1], _refined[^1], isRepeated: true);

    /// <summary>A frame was left out: another had its slot.</summary>
    public void CountSurplus() => Count(static counts => counts with { Surplus = counts.Surplus + 1 });

    /// <summary>Frames were lost on their way here.</summary>
    public void CountDropped(long frames) => Count(counts => counts with { Dropped = counts.Dropped + frames });

    /// <summary>Marks a moment, in ticks of <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public void Mark(long moment, string label)
    {
        lock (_gate)
            _marks.Add(new ClipMark(Math.Round(Math.Max(0, Stopwatch.GetElapsedTime(firstCapturedAt, moment).TotalSeconds), 3), label));
    }

    /// <summary>The file holds fewer frames than were handed over: the rest counts as dropped.</summary>
    /// <param name="position">Frames in the file.</param>
    public void TruncateAfter(long position)
    {
        if (position >= _captured.Count)
            return;
        var kept = (int)position;
        var lost = _captured.Count - kept;
        var repeated = Enumerable.Range(kept, lost).Count(i => i > 0 && _captured[i] == _captured[i - 1]);
        _captured.RemoveRange(kept, lost);
        foreach (var list in new[] { _median, _sharpest, _centre, _level, _refined })
            list.RemoveRange(kept, lost);
        Count(counts => counts with { Written = kept, Duplicated = counts.Duplicated - repeated,
            Dropped = counts.Dropped + lost - repeated });
    }

    /// <summary>The sidecar of now; valid until the next frame is noted.</summary>
    public ClipSidecar Describe(ClipEnding ending, string? reason) => facts with
    {
        Ended = ending,
        Reason = reason,
        Frames = Counts,
        Marks = Marks,
        Levels = _levels,
        Timeline = new ClipTimeline
        {
            Captured = _captured,
            Median = _median,
            Sharpest = _sharpest,
            Centre = _centre,
            Level = _level,
            Refined = _refined,
        },
    };

    private void Add(long captured, int median, int sharpest, int centre, int level, int refined, bool isRepeated)
    {
        _captured.Add(captured);
        _median.Add(median);
        _sharpest.Add(sharpest);
        _centre.Add(centre);
        _level.Add(level);
        _refined.Add(refined);
        Count(isRepeated
            ? static counts => counts with { Written = counts.Written + 1, Duplicated = counts.Duplicated + 1 }
            : static counts => counts with { Written = counts.Written + 1 });
    }

    private void Count(Func<ClipCounts, ClipCounts> change)
    {
        lock (_gate)
            _counts = change(_counts);
    }
}
