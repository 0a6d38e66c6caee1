using System.Diagnostics;
using System.Globalization;
using System.Reactive.Subjects;
using P2IKT.Live.Deblur.Ladders;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Stage;

/// <summary>
/// The session that serves a stream, and its replacement: at once for another size of frames; between two frames for another level of
/// quality or a better provider, when the next session has been prepared in the background.
/// </summary>
/// <remarks>All but <see cref="Current"/> and <see cref="HoldQuality"/> belongs to the thread that runs the session.</remarks>
internal sealed class ActiveSession : IDisposable
{
    private readonly Func<SessionPlan, DeblurSession> _open;
    private readonly QualityLadder _ladder;
    private readonly QualityGovernor? _governor;
    private readonly double _budgetMs;
    private readonly Func<TimeSpan>? _downstreamLatency;
    private readonly Func<DeblurSession, DeblurException, bool>? _recover;
    private readonly QualityHolds _holds;
    private readonly BackgroundSessionLoader _loader = new();
    private readonly Subject<Notice> _notices = new();
    private DeblurSession _session;
    private int _level;
    private bool _keepsInterim;
    private long _displaced; // frames, by the last result

    /// <param name="first">Serves first; owned from here on.</param>
    /// <param name="open">Makes another: for a size the stream has changed to, on the caller's thread, or in the background.</param>
    /// <param name="ladder">The levels of quality.</param>
    /// <param name="options">What results may take.</param>
    /// <exception cref="ArgumentException">The first session is on no level of the ladder.</exception>
    public ActiveSession(DeblurSession first, Func<SessionPlan, DeblurSession> open, QualityLadder ladder, DeblurStageOptions options)
    {
        (_session, _open, _ladder, _downstreamLatency) = (first, open, ladder, options.DownstreamLatency);
        _recover = options.Recover;
        _holds = new QualityHolds(options.Time);
        _level = ladder.IndexOf(first.Model, first.Rung);
        if (_level < 0)
            throw new ArgumentException($"The ladder has no level with {first.Model.Name} at {first.Rung}.", nameof(first));
        if (options.Latency is not { } budget)
            return;
        _governor = new QualityGovernor([.. ladder.Levels.Select(static level => level.Cost)], budget, _level);
        _budgetMs = budget.TotalMilliseconds;
    }

    /// <summary>The session that serves now.</summary>
    public DeblurSession Current => Volatile.Read(ref _session);

    /// <summary>Index of the level that it is on.</summary>
    public int Level => Volatile.Read(ref _level);

    /// <summary>Changes of provider and quality, for the user.</summary>
    public IObservable<Notice> Notices => _notices;

    /// <summary>Whether somebody compares the results of several frames: they must all be made alike.</summary>
    public bool IsHeld => _holds.Any;

    private int Wanted => _governor?.Wanted ?? _level;

    /// <summary>Keeps the level of quality until the hold is disposed; from any thread.</summary>
    public IDisposable HoldQuality() => _holds.Begin();

    /// <summary>Reports something else than a change of session.</summary>
    public void Report(Notice notice) => _notices.OnNext(notice);

    /// <summary>The session for a frame of this size.</summary>
    /// <exception cref="DeblurException">No session can be made for a new size; the former one stays.</exception>
    public DeblurSession For(FrameSize size)
    {
        if (size != _session.Size)
        {
            Replace(_open(new SessionPlan(size, _ladder.Levels[_level], AllowInterim: true)), _level);
            _governor?.Restart();
        }
        if (_governor is not null)
            _governor.IsHeld = _holds.Any;
        TakeOver();
        return _session;
    }

    /// <summary>
    /// Replaces a session that has failed on a frame by one on another provider, on the same level; false where none can go on.
    /// </summary>
    /// <exception cref="DeblurException">The other one cannot be made, either.</exception>
    public bool TryRecover(DeblurException failure)
    {
        if (_session.IsAbandoned || _recover?.Invoke(_session, failure) != true)
            return false;
        var failed = _session.Provider.Name;
        Replace(_open(new SessionPlan(_session.Size, _ladder.Levels[_level], AllowInterim: true)), _level);
        _governor?.Restart();
        _notices.OnNext(Notice.Warning("provider-failed",
            $"{failure.Message} {_session.Provider.Name} goes on; restart the program to try {failed} again."));
        return true;
    }

    /// <summary>
    /// A result was made; moments of <see cref="Stopwatch"/>: of the capture, and of the network's start and end. Newer frames have
    /// displaced so many of the stream so far.
    /// </summary>
    public void Observe(long capturedAt, long start, long end, long displaced)
    {
        _governor?.Observe(
            Stopwatch.GetElapsedTime(0, capturedAt),
            Stopwatch.GetElapsedTime(capturedAt, end) + (_downstreamLatency?.Invoke() ?? TimeSpan.Zero),
            Stopwatch.GetElapsedTime(start, end),
            displaced > _displaced);
        _displaced = displaced;
    }

    /// <summary>Begins to prepare the next session, one at a time, if another than the present one is wanted.</summary>
    public void AskForNext()
    {
        if (_loader.Plan is not null)
            return;
        if (Wanted != _level) // frames are late, or could be better: a stand-in now, and its better afterwards
            _loader.Begin(new SessionPlan(_session.Size, _ladder.Levels[Wanted], AllowInterim: true), _open);
        else if (_session.IsInterim && !_keepsInterim)
            _loader.Begin(new SessionPlan(_session.Size, _ladder.Levels[Wanted], AllowInterim: false), _open);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _loader.Dispose();
        _session.Dispose();
    }

    /// <summary>Switches to the prepared session, if there is one and it is still wanted.</summary>
    private void TakeOver()
    {
        var plan = _loader.Plan;
        if (!_loader.TryTake(out var next, out var failure))
            return;
        if (next is null)
        {
            if (plan!.Level != _ladder.Levels[_level])
                _governor?.Refuse(_ladder.IndexOf(plan.Level.Model, plan.Level.Rung));
            else
                _keepsInterim = true;
            _notices.OnNext(Notice.Warning("session-failed", $"{failure!.Message} {_session.Provider.Name} goes on."));
        }
        else if (next.Size != _session.Size || plan!.Level != _ladder.Levels[Wanted])
        {
            next.Dispose(); // the stream has changed meanwhile
        }
        else
        {
            var level = Wanted;
            Notify(next, level);
            Replace(next, level);
            _governor?.Switched(level);
        }
    }

    private void Replace(DeblurSession next, int level)
    {
        var former = _session;
        _keepsInterim &= level == _level;
        Volatile.Write(ref _session, next);
        Volatile.Write(ref _level, level);
        former.Dispose();
    }

    private string WhyLower() => _governor!.LosesFrames ? "Frames came faster than results"
        : string.Create(CultureInfo.InvariantCulture, $"Results took longer than {_budgetMs:0.#} ms");

    private void Notify(DeblurSession next, int level)
    {
        if (next.Provider != _session.Provider)
            _notices.OnNext(Notice.Info("provider-changed", $"{next.Provider.Name} is ready and runs the network from now on."));
        if (level > _level)
            _notices.OnNext(Notice.Info("quality-lowered", $"{WhyLower()}: {_ladder.Describe(level)} from now on."));
        else if (level < _level)
            _notices.OnNext(Notice.Info(
                "quality-raised", $"There is time for more: {_ladder.Describe(level) ?? "network at full size"} again."));
    }
}
