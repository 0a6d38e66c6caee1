using System.Diagnostics;
using System.Globalization;
using System.Reactive.Subjects;
using P2IKT.Live.Deblur.Quality;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Stage;

/// <summary>
/// The session that serves a stream, and its replacement: at once for another size of frames; between two frames for another rung of
/// quality or a better provider, when the next session has been prepared in the background.
/// </summary>
/// <remarks>All but <see cref="Current"/> belongs to the thread that runs the session.</remarks>
internal sealed class ActiveSession : IDisposable
{
    private readonly Func<SessionPlan, DeblurSession> _open;
    private readonly QualityGovernor? _governor;
    private readonly double _budgetMs;
    private readonly Func<TimeSpan>? _downstreamLatency;
    private readonly BackgroundSessionLoader _loader = new();
    private readonly Subject<Notice> _notices = new();
    private DeblurSession _session;
    private bool _keepsInterim;

    /// <param name="first">Serves first; owned from here on.</param>
    /// <param name="open">Makes another: for a size the stream has changed to, on the caller's thread, or in the background.</param>
    /// <param name="options">What results may take.</param>
    public ActiveSession(DeblurSession first, Func<SessionPlan, DeblurSession> open, DeblurStageOptions options)
    {
        (_session, _open, _downstreamLatency) = (first, open, options.DownstreamLatency);
        if (options.Latency is not { } budget)
            return;
        (_governor, _budgetMs) = (new QualityGovernor(budget), budget.TotalMilliseconds);
        _governor.Switched(first.Rung);
    }

    /// <summary>The session that serves now.</summary>
    public DeblurSession Current => Volatile.Read(ref _session);

    /// <summary>Changes of provider and quality, for the user.</summary>
    public IObservable<Notice> Notices => _notices;

    private QualityRung WantedRung => _governor?.Wanted ?? _session.Rung;

    /// <summary>The session for a frame of this size.</summary>
    /// <exception cref="DeblurException">No session can be made for a new size; the former one stays.</exception>
    public DeblurSession For(FrameSize size)
    {
        if (size != _session.Size)
        {
            Replace(_open(new SessionPlan(size, _session.Rung, AllowInterim: true)));
            _governor?.Restart();
        }
        TakeOver();
        return _session;
    }

    /// <summary>A result was made; moments of <see cref="Stopwatch"/>: of the capture, and of the network's start and end.</summary>
    public void Observe(long capturedAt, long start, long end) => _governor?.Observe(
        Stopwatch.GetElapsedTime(0, capturedAt),
        Stopwatch.GetElapsedTime(capturedAt, end) + (_downstreamLatency?.Invoke() ?? TimeSpan.Zero),
        Stopwatch.GetElapsedTime(start, end));

    /// <summary>Begins to prepare the next session, one at a time, if another than the present one is wanted.</summary>
    public void AskForNext()
    {
        if (_loader.Plan is not null)
            return;
        if (WantedRung != _session.Rung) // frames are late, or could be better: a stand-in now, and its better afterwards
            _loader.Begin(new SessionPlan(_session.Size, WantedRung, AllowInterim: true), _open);
        else if (_session.IsInterim && !_keepsInterim)
            _loader.Begin(new SessionPlan(_session.Size, WantedRung, AllowInterim: false), _open);
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
            if (plan!.Rung != _session.Rung)
                _governor?.Refuse(plan.Rung);
            else
                _keepsInterim = true;
            _notices.OnNext(Notice.Warning("session-failed", $"{failure!.Message} {_session.Provider.Name} goes on."));
        }
        else if (next.Size != _session.Size || next.Rung != WantedRung)
        {
            next.Dispose(); // the stream has changed meanwhile
        }
        else
        {
            Notify(_session, next);
            Replace(next);
            _governor?.Switched(next.Rung);
        }
    }

    private void Replace(DeblurSession next)
    {
        var former = _session;
        Volatile.Write(ref _session, next);
        former.Dispose();
    }

    private void Notify(DeblurSession former, DeblurSession next)
    {
        if (next.Provider != former.Provider)
            _notices.OnNext(Notice.Info("provider-changed", $"{next.Provider.Name} is ready and runs the network from now on."));
        if (next.Rung > former.Rung)
            _notices.OnNext(Notice.Info("quality-lowered",
                string.Create(CultureInfo.InvariantCulture,
                    $"Results took longer than {_budgetMs:0.#} ms: {QualityLadder.Describe(next.Rung)} from now on.")));
        else if (next.Rung < former.Rung)
            _notices.OnNext(Notice.Info(
                "quality-raised", $"There is time for more: {QualityLadder.Describe(next.Rung) ?? "network at full size"} again."));
    }
}
