namespace P2IKT.Live.Deblur.Quality;

/// <summary>
/// Chooses the level of quality of a stream so that 95 % of the results come within a latency budget, and so that results come as often as
/// frames do, or 30 times a second: down after a few late or lost frames, up only when the measured cost of the level above has fitted with
/// room to spare for a while. The network is not turned off for the rate alone.
/// </summary>
/// <remarks>
/// Levels are the indices of a ladder: 0 is the best, the last is the source without a network.
/// It has no clock: the frames' capture times are its time, so a pause of the camera changes nothing. A level that failed soon after it
/// was tried is tried again after twice the delay. One caller at a time; it allocates nothing after construction.
/// </remarks>
public sealed class QualityGovernor
{
    // Down fast: 5 late of the last 8. When one frame in twenty is late by chance, as the budget allows, that comes once in 60,000.
    private const int FastWindow = 8;
    private const int FastLate = 5;
    // Down slowly: more late than the budget allows, but too thinly spread for the rule above. At one in ten the sum is full after 300
    // frames, at one in seventeen after 1500; at one in twenty-five chance alone fills it once in half a million.
    private const double AllowedLate = 0.05;
    private const double TooManyLate = 15;
    // The same sum of frames that were displaced by newer ones. At one in seven it is full after 35 frames, at one in twenty after 125; at
    // one in two hundred chance alone fills it once in an hour.
    private const double AllowedLost = 0.01;
    private const double TooManyLost = 5;
    private static readonly TimeSpan SlowestInterval = TimeSpan.FromSeconds(1 / 29.0); // results this close look fluid: none is missed
    private const double IntervalWeight = 0.1; // of the newest gap in the usual one
    private const int EnoughToRise = 30;
    private const int Ignored = 2; // after a change or a pause: frames that waited for it, caches that are cold
    private const double Room = 0.8; // of the budget: the expected latency of the level above must stay below
    // The same of the time between two frames, and the expected work. Guesses are too high, because what no network does to a frame costs
    // the same on each level; and a trial that fails costs ten frames.
    private const double RoomOfInterval = 0.85, RoomForAGuess = 1.2;
    private const double Forgotten = 0.05; // a measured cost this close to the guess is a guess again
    // a process is slower at its start: code is compiled, viewers connect
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan SteadyAfter = TimeSpan.FromSeconds(6); // the start: until then, frames may be lost
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstRetryDelay = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Trial = TimeSpan.FromSeconds(60); // at least, before a step up counts as right

    private readonly double _budgetMs;
    private readonly RecentResults _recent = new();
    private readonly double[] _guesses; // of the cost of each level, until it is measured
    private readonly double[] _costs;
    private readonly bool[] _isMeasured; // whether a level's cost was, beside another's
    private readonly TimeSpan[] _retryDelay;
    private TimeSpan? _first; // capture time of the first frame
    private TimeSpan? _last; // capture time of the last frame
    private TimeSpan _lastLatency;
    private TimeSpan? _interval; // usual, between two results
    private TimeSpan _standing; // time of stream on this level, pauses left out
    private TimeSpan _quiet; // the same, since the last time that a step up was considered and dropped
    private bool _rose;
    private ExcessSum _late = new(AllowedLate, TooManyLate), _lost = new(AllowedLost, TooManyLost);
    private int _ignore = Ignored;
    private int _left; // the level before, and the time of a frame there in ms; 0 when it is not comparable
    private double _leftWork;

    /// <summary>Begins on one level of a ladder.</summary>
    /// <param name="costs">What a frame is expected to cost on each level, relative to the others.</param>
    /// <param name="budget">95 % of the results are to come within this time of the capture.</param>
    /// <param name="first">Index of the level to begin on. Default: 0, the best.</param>
    public QualityGovernor(IReadOnlyList<double> costs, TimeSpan budget, int first = 0)
    {
        ArgumentNullException.ThrowIfNull(costs);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(budget, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(first, costs.Count);
        _budgetMs = budget.TotalMilliseconds;
        _guesses = [.. costs];
        _costs = [.. costs];
        _isMeasured = new bool[_costs.Length];
        _retryDelay = [.. costs.Select(static _ => FirstRetryDelay)];
        Level = Wanted = first;
    }

    /// <summary>The level that results come from.</summary>
    public int Level { get; private set; }

    /// <summary>The level that results should come from; <see cref="Level"/> follows with <see cref="Switched"/>.</summary>
    public int Wanted { get; private set; }

    /// <summary>Whether the last step down was wanted because frames were lost, and not because results were late.</summary>
    public bool LosesFrames { get; private set; }

    private int Source => _costs.Length - 1; // without a network

    /// <summary>
    /// Whether the level is to stay for now, because something compares results of several frames. Results are observed all the same.
    /// </summary>
    public bool IsHeld
    {
        get;
        set
        {
            field = value;
            if (value)
                Wanted = Level; // a change that was being prepared is dropped
        }
    }

    /// <summary>Adds the times of one result.</summary>
    /// <param name="capturedAt">Capture time of the frame on any monotonic clock.</param>
    /// <param name="latency">From capture to result.</param>
    /// <param name="work">The part of that spent on the frame itself, and not waiting.</param>
    /// <param name="displaced">Whether frames since the result before were displaced by newer ones, because the stage was busy.</param>
    public void Observe(TimeSpan capturedAt, TimeSpan latency, TimeSpan work, bool displaced)
    {
        var gap = capturedAt - (_last ?? capturedAt);
        // Frames that come while the stage is busy are displaced: that is not a pause.
        var paused = _last is null || gap < TimeSpan.Zero || gap > Pause + _lastLatency;
        (_last, _lastLatency) = (capturedAt, latency);
        if (paused)
        {
            _interval = null;
            DecayEstimates();
            return;
        }
        _interval = _interval is { } usual ? usual + (IntervalWeight * (gap - usual)) : gap;
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
        _late.Add(latency.TotalMilliseconds > _budgetMs);
        if (capturedAt - _first >= SteadyAfter)
            _lost.Add(displaced && _interval > SlowestInterval);
        if (IsHeld || (Wanted > Level && Level != Source))
            return; // it stays, or a step down is being prepared
        if (_recent.Count >= FastWindow && _recent.LaterThan(_budgetMs, FastWindow) >= FastLate)
            StepDown(Fitting());
        else if (_late.IsFull)
            StepDown(Level + 1);
        else if (_lost.IsFull && Level < Source - 1 && IsBusy())
            StepDown(Level + 1, losesFrames: true);
        else if (Level > 0 && Wanted == Level && _recent.Count >= EnoughToRise && _quiet >= _retryDelay[Level - 1])
            ConsiderRising();
    }

    /// <summary>Reports that results come from this level from now on.</summary>
    public void Switched(int level)
    {
        if (level == Level)
            return;
        (_left, _leftWork) = (Level, _recent.Count >= FastWindow ? _recent.Work(0.5, FastWindow) : 0);
        _rose = level < Level;
        Level = Wanted = level;
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

    /// <summary>Reports that no session for a level can be made: it is not tried again for the longest delay.</summary>
    public void Refuse(int level)
    {
        _retryDelay[level] = LongestRetryDelay;
        Wanted = Level;
        Restart();
    }

    private void DecayEstimates()
    {
        _recent.Clear();
        _late.Clear();
        _lost.Clear();
        _ignore = Ignored;
    }

    private void StepDown(int target, bool losesFrames = false)
    {
        if (Level == Source)
            return;
        ref var timeout = ref _retryDelay[Level];
        // It failed while it was on trial, which lasts longer each time: the delay before the next trial doubles. If it held longer than
        // that, the load has changed, and the delay halves.
        var trial = TimeSpan.FromTicks(Math.Max(Trial.Ticks, 4 * timeout.Ticks));
        if (_standing >= trial)
            timeout = TimeSpan.FromTicks(Math.Max(timeout.Ticks / 2, FirstRetryDelay.Ticks));
        else if (_rose)
            timeout = Doubled(timeout);
        (Wanted, LosesFrames) = (target, losesFrames);
    }

    /// <summary>
    /// The best level below whose latency should fit, by the times of the last frames and the costs of the levels. The network is turned
    /// off only when its cheapest level was measured to be too slow.
    /// </summary>
    private int Fitting()
    {
        var latency = _recent.Latency(0.5, FastWindow);
        var level = Level == Source ? Level : Level + 1;
        while (level < Source - 1 && latency * Cost(level) / Cost(Level) > _budgetMs)
            level++;
        return level;
    }

    private void ConsiderRising()
    {
        var above = Level - 1;
        // Without a network its cost is not measured: only a trial shows it, after a longer delay each time.
        if (Level == Source || (ExpectedOn(above) <= Room * _budgetMs && MayKeepTheRateOn(above)))
        {
            Wanted = above;
            return;
        }
        _retryDelay[above] = Doubled(_retryDelay[above]);
        _quiet = _retryDelay[above] / 2; // considered again after as long again
        // Measured costs decay towards the guess: a load that changed during a step gave a wrong ratio, and only a trial corrects it. If
        // the ratio was right, the trial fails, and the next one comes later.
        var guess = _guesses[above] / _guesses[Level];
        var ratio = Math.Sqrt(Cost(above) / Cost(Level) * guess);
        _costs[above] = Cost(Level) * ratio;
        _isMeasured[above] &= Math.Abs((ratio / guess) - 1) > Forgotten;
    }

    /// <summary>The expected 95th percentile of the latency on a level, in ms.</summary>
    private double ExpectedOn(int level)
    {
        var ratio = Cost(level) / Cost(Level);
        var (usual, slow) = (_recent.Work(0.5), _recent.Work(0.95));
        var gap = _recent.Gap(0.5);
        // Where frames usually take longer than the camera's interval, each leaves the next one waiting for up to as long as that. One
        // slow frame among quicker ones does not: its successor catches up. A guess, which is too high, says nothing of it.
        var waiting = _isMeasured[level] && usual * ratio > gap ? (slow * ratio) + gap : 0;
        return Math.Max(_recent.Latency(0.95) + (slow * (ratio - 1)), waiting);
    }

    /// <summary>
    /// Whether a level above should take no longer for a frame than the camera, or the slowest interval that looks fluid; or whether only a
    /// trial can tell.
    /// </summary>
    private bool MayKeepTheRateOn(int level) => (!_isMeasured[level] && _retryDelay[level] == LongestRetryDelay)
        || _recent.Work(0.5) * Cost(level) / Cost(Level) <= IntervalFor(_isMeasured[level] ? RoomOfInterval : RoomForAGuess);

    /// <summary>
    /// Whether the usual work leaves little of the interval. Else single slow frames are why frames are lost, and a smaller network would
    /// lose as many: then they are counted anew.
    /// </summary>
    private bool IsBusy()
    {
        if (_recent.Work(0.5) > IntervalFor(RoomOfInterval))
            return true;
        _lost.Clear();
        return false;
    }

    private double IntervalFor(double share) => share * Math.Max(_recent.Gap(0.5), SlowestInterval.TotalMilliseconds);

    private static TimeSpan Doubled(TimeSpan delay) => TimeSpan.FromTicks(Math.Min(2 * delay.Ticks, LongestRetryDelay.Ticks));

    private double Cost(int level) => _costs[level];

    /// <summary>After a change of level: measures the ratio of the costs of both, within a second and under the same load.</summary>
    private void UpdateEstimate()
    {
        if (_recent.Count != FastWindow || _leftWork <= 0)
            return;
        var ratio = _recent.Work(0.5, FastWindow) / _leftWork;
        var guess = _guesses[Level] / _guesses[_left];
        // Limited, so that one measurement under a changing load does not stay for ever.
        _costs[Level] = Cost(_left) * Math.Clamp(ratio, guess / 2, guess * 2);
        _isMeasured[Level] = true;
        _leftWork = 0;
    }
}
