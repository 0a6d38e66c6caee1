namespace P2IKT.Live.Deblur.Quality;

/// <summary>
/// Chooses the <see cref="QualityRung"/> of a stream so that 95 % of the results come within a latency budget: down after a few late
/// frames, up only when the measured cost of the rung above has fitted with room to spare for a while.
/// </summary>
/// <remarks>
/// It has no clock: the frames' capture times are its time, so a pause of the camera changes nothing. A rung that failed soon after it was
/// tried is tried again after twice the delay. One caller at a time; it allocates nothing after construction.
/// </remarks>
public sealed class QualityGovernor
{
    // Down fast: 5 late of the last 8. When one frame in twenty is late by chance, as the budget allows, that comes once in 60,000.
    private const int FastWindow = 8;
    private const int FastLate = 5;
    // Down slowly: more late than the budget allows, but too thinly spread for the rule above. A cumulative sum (Page, "Continuous
    // inspection schemes", Biometrika 41, 1954) of what is late beyond one in twenty: the further beyond, the sooner it is full. At one in
    // ten that takes 300 frames, at one in seventeen 1500; at one in twenty-five chance alone fills it once in half a million.
    private const double Allowed = 0.05;
    private const double TooMany = 15;
    private const int EnoughToRise = 30;
    private const int Ignored = 2; // after a change or a pause: frames that waited for it, caches that are cold
    private const double Room = 0.8; // of the budget: the expected latency of the rung above must stay below
    // a process is slower at its start: code is compiled, viewers connect
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Trial = TimeSpan.FromSeconds(60); // at least, before a step up counts as right

    private readonly double _budgetMs;
    private readonly RecentResults _recent = new();
    private readonly double[] _costs = [.. QualityLadder.Rungs.Select(QualityLadder.CostGuess)];
    private readonly TimeSpan[] _retryDelay = [.. QualityLadder.Rungs.Select(_ => FirstRetryDelay)];
    private TimeSpan? _first; // capture time of the first frame
    private TimeSpan? _last; // capture time of the last frame
    private TimeSpan _lastLatency;
    private TimeSpan _standing; // time of stream on this rung, pauses left out
    private TimeSpan _quiet; // the same, since the last time that a step up was considered and dropped
    private bool _rose;
    private double _excess; // results late beyond what is allowed
    private int _ignore = Ignored;
    private QualityRung _left; // the rung before, and the time of a frame there in ms; 0 when it is not comparable
    private double _leftWork;

    /// <summary>Begins on the best rung.</summary>
    /// <param name="budget">95 % of the results are to come within this time of the capture.</param>
    public QualityGovernor(TimeSpan budget)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(budget, TimeSpan.Zero);
        _budgetMs = budget.TotalMilliseconds;
    }

    /// <summary>The rung that results come from.</summary>
    public QualityRung Rung { get; private set; }

    /// <summary>The rung that results should come from; <see cref="Rung"/> follows with <see cref="Switched"/>.</summary>
    public QualityRung Wanted { get; private set; }

    /// <summary>Adds the times of one result.</summary>
    /// <param name="capturedAt">Capture time of the frame on any monotonic clock.</param>
    /// <param name="latency">From capture to result.</param>
    /// <param name="work">The part of that spent on the frame itself, and not waiting.</param>
    public void Observe(TimeSpan capturedAt, TimeSpan latency, TimeSpan work)
    {
        var gap = capturedAt - (_last ?? capturedAt);
        // Frames that come while the stage is busy are displaced: that is not a pause.
        var paused = _last is null || gap < TimeSpan.Zero || gap > Pause + _lastLatency;
        (_last, _lastLatency) = (capturedAt, latency);
        if (paused)
        {
            DecayEstimates();
            return;
        }
        if (capturedAt - (_first ??= capturedAt) < WarmUp)
            return;
        _standing += gap;
        if (_ignore > 0)
        {
            _ignore--;
            return;
        }
        _quiet += gap;
        _recent.Add(latency, work, gap);
        UpdateEstimate();
        _excess = Math.Clamp(_excess + (latency.TotalMilliseconds > _budgetMs ? 1 : 0) - Allowed, 0, TooMany);
        if (Wanted > Rung && Rung != QualityRung.Source)
            return; // a step down is being prepared
        if (_recent.Count >= FastWindow && _recent.LaterThan(_budgetMs, FastWindow) >= FastLate)
            StepDown(Fitting());
        else if (_excess >= TooMany)
            StepDown(Rung + 1);
        else if (Rung > QualityRung.Full && Wanted == Rung && _recent.Count >= EnoughToRise && _quiet >= _retryDelay[(int)Rung - 1])
            ConsiderRising();
    }

    /// <summary>Reports that results come from this rung from now on.</summary>
    public void Switched(QualityRung rung)
    {
        if (rung == Rung)
            return;
        (_left, _leftWork) = (Rung, _recent.Count >= FastWindow ? _recent.Work(0.5, FastWindow) : 0);
        _rose = rung < Rung;
        Rung = Wanted = rung;
        _standing = TimeSpan.Zero;
        DecayEstimates();
        _quiet = TimeSpan.Zero;
    }

    /// <summary>Drops the measurements: the frames from now on have another size.</summary>
    public void Restart()
    {
        _leftWork = 0;
        _quiet = TimeSpan.Zero;
        DecayEstimates();
    }

    /// <summary>Reports that no session for a rung can be made: it is not tried again for the longest delay.</summary>
    public void Refuse(QualityRung rung)
    {
        _retryDelay[(int)rung] = LongestRetryDelay;
        Wanted = Rung;
        Restart();
    }

    private void DecayEstimates()
    {
        _recent.Clear();
        _excess = 0;
        _ignore = Ignored;
    }

    private void StepDown(QualityRung target)
    {
        if (Rung == QualityRung.Source)
            return;
        ref var timeout = ref _retryDelay[(int)Rung];
        // It failed while it was on trial, which lasts longer each time: the delay before the next trial doubles. If it held longer than
        // that, the load has changed, and the delay halves.
        var trial = TimeSpan.FromTicks(Math.Max(Trial.Ticks, 4 * timeout.Ticks));
        if (_standing >= trial)
            timeout = TimeSpan.FromTicks(Math.Max(timeout.Ticks / 2, FirstRetryDelay.Ticks));
        else if (_rose)
            timeout = TimeSpan.FromTicks(Math.Min(2 * timeout.Ticks, LongestRetryDelay.Ticks));
        Wanted = target;
    }

    /// <summary>
    /// The best rung below whose latency should fit, by the times of the last frames and the costs of the rungs. The network is turned off
    /// only when its cheapest rung was measured to be too slow.
    /// </summary>
    private QualityRung Fitting()
    {
        var latency = _recent.Latency(0.5, FastWindow);
        var rung = Rung == QualityRung.Source ? Rung : Rung + 1;
        while (rung < QualityRung.Quarter && latency * Cost(rung) / Cost(Rung) > _budgetMs)
            rung++;
        return rung;
    }

    private void ConsiderRising()
    {
        var above = Rung - 1;
        // Without a network its cost is not measured: only a trial shows it, after a longer delay each time.
        if (Rung == QualityRung.Source || ExpectedOn(above) <= Room * _budgetMs)
        {
            Wanted = above;
            return;
        }
        _quiet = _retryDelay[(int)above] / 2; // considered again after as long again
        // Measured costs decay towards the guess: a load that changed during a step gave a wrong ratio, and only a trial corrects it. If
        // the ratio was right, the trial fails, and the next one comes later.
        var guess = QualityLadder.CostGuess(above) / QualityLadder.CostGuess(Rung);
        _costs[(int)above] = Cost(Rung) * Math.Sqrt(Cost(above) / Cost(Rung) * guess);
    }

    /// <summary>The expected 95th percentile of the latency on a rung, in ms.</summary>
    private double ExpectedOn(QualityRung rung)
    {
        var ratio = Cost(rung) / Cost(Rung);
        var (usual, slow) = (_recent.Work(0.5), _recent.Work(0.95));
        var gap = _recent.Gap(0.5);
        // Where frames usually take longer than the camera's interval, each leaves the next one waiting for up to as long as that. One
        // slow frame among quicker ones does not: its successor catches up.
        var waiting = usual * ratio > gap ? (slow * ratio) + gap : 0;
        return Math.Max(_recent.Latency(0.95) + (slow * (ratio - 1)), waiting);
    }

    private double Cost(QualityRung rung) => _costs[(int)rung];

    /// <summary>After a change of rung: measures the ratio of the costs of both, within a second and under the same load.</summary>
    private void UpdateEstimate()
    {
        if (_recent.Count != FastWindow || _leftWork <= 0)
            return;
        var ratio = _recent.Work(0.5, FastWindow) / _leftWork;
        var guess = QualityLadder.CostGuess(Rung) / QualityLadder.CostGuess(_left);
        // Limited, so that one measurement under a changing load does not stay for ever.
        _costs[(int)Rung] = Cost(_left) * Math.Clamp(ratio, guess / 2, guess * 2);
        _leftWork = 0;
    }
}
