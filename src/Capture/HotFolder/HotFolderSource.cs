using System.Diagnostics;
using System.Reactive.Subjects;
using P2IKT.Live.Capture.Streams;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.HotFolder;

/// <summary>
/// A folder into which a tethering program drops stills: each becomes one frame, in order of arrival, once it is completely
/// written. Every still is handed out; none is dropped for a newer one. Originals are never written to.
/// </summary>
/// <remarks>
/// <para>A live camera's frames are worth little once there is a newer one; a still is worth as much as the next. So the stages
/// keep their mailboxes of depth 1, and it is the source that holds back: after <see cref="WaitForResults"/> it hands out a still only
/// when the one before was answered (<see cref="Complete"/>). One frame is under way at a time, nothing is queued but names, and
/// there is nothing that a full mailbox could displace. Without it, as with any source, the work inside <c>OnNext</c> sets
/// the pace.</para>
/// <para>The folder is polled, and notifications of the system are only a reason to poll at once. Complete is a still that has
/// looked the same for a while, that no writer holds as far as the system reports, and whose structure reaches its end.
/// A folder that vanishes is <see cref="ConnectionState.Lost"/> until it returns.</para>
/// </remarks>
public sealed class HotFolderSource : FrameSource
{
    private static readonly FrameSize BeforeTheFirst = new(640, 480); // until the size of the first still is known
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(10); // before it is reported that something is not a picture
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BufferPoll = TimeSpan.FromMilliseconds(20);

    private readonly string _root;
    private readonly SourceOptions _options;
    private readonly StillNames _names;
    private readonly FolderWatch _watch;
    private readonly FolderReports _reports;
    private readonly ArrivalList _arrivals;
    private readonly FramePools _pools;
    private readonly Subject<Notice> _notices = new();
    private readonly StillHandoff _handoff = new();
    private SourceDescription _description;
    private volatile bool _hold;

    private HotFolderSource(SourceUri uri, string root, SourceOptions options)
    {
        (_root, _options) = (root, options);
        _names = new StillNames(root, options.StillOutput);
        _watch = new FolderWatch(
            root, uri.Options.Get(HotFolderProvider.Recursive, true), _names.Output == root ? null : _names.Output,
            uri.Options.Get(HotFolderProvider.Poll, TimeSpan.FromSeconds(1)));
        _reports = new FolderReports(root, Notify);
        _arrivals = new ArrivalList(uri.Options.Get(HotFolderProvider.StableFor, TimeSpan.FromSeconds(0.5)));
        _pools = new FramePools(options.PoolFrames, PixelFormat.Bgr24, options.Ledger);
        _description = new SourceDescription(
            uri.ToString(), Path.GetFileName(Path.TrimEndingDirectorySeparator(root)), BeforeTheFirst, 0, IsLive: true)
        {
            Kind = SourceKind.Folder,
            Capabilities = SourceCapabilities.Stills,
        };
    }

    /// <summary>What it is; its size is that of the latest still, and means nothing before the first.</summary>
    public override SourceDescription Description => Volatile.Read(ref _description);

    /// <inheritdoc/>
    public override int Outstanding => _pools.Outstanding;

    /// <summary>What the user should know: a still that is not a picture, a result that cannot be written. On any thread.</summary>
    public IObservable<Notice> Notices => _notices;

    /// <summary>The still whose frame was handed out last; null before the first.</summary>
    public Still? Current => _handoff.Current;

    /// <summary>What has become of the stills so far.</summary>
    public StillCounts Counts => _handoff.Counts;

    /// <summary>Opens a folder; what lies there already counts as arrived only with <c>existing=1</c>.</summary>
    /// <exception cref="CaptureException">It is not there or may not be read.</exception>
    internal static HotFolderSource Open(SourceUri uri, SourceOptions options)
    {
        var root = Path.GetFullPath(uri.Target);
        if (!Directory.Exists(root))
        {
            throw new CaptureException(FaultKind.NotAvailable, File.Exists(root)
                ? $"'{uri.Target}' is a file; name the folder that your tethering program saves into."
                : $"The folder '{uri.Target}' does not exist; check the path, or create it.");
        }
        var source = new HotFolderSource(uri, root, options);
        try
        {
            var stills = source._watch.Look().Stills;
            if (uri.Options.Get(HotFolderProvider.Existing, false))
                source._arrivals.Update(stills, whole: true, TimeSpan.Zero);
            else
                source._arrivals.Ignore(stills);
            return source;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new CaptureException(
                FaultKind.NotAvailable,
                $"The folder '{uri.Target}' cannot be read ({refused.Message.TrimEnd('.')}); check its permissions.", refused);
        }
    }

    /// <summary>
    /// From now on a still is handed out only when the one before was answered. Call before <see cref="FrameSource.Start"/>.
    /// </summary>
    public void WaitForResults() => _hold = true;

    /// <summary>
    /// Reports the result of a still, so that the next one comes. An answer about any but the current one changes nothing.
    /// </summary>
    /// <param name="sequence">Its <see cref="Still.Sequence"/>.</param>
    /// <param name="outcome">How it went.</param>
    /// <param name="reason">One sentence for the user when it did not go well.</param>
    public void Complete(long sequence, StillOutcome outcome, string? reason = null) => _handoff.Complete(sequence, outcome, reason);

    /// <inheritdoc/>
    protected override void Capture(CancellationToken stop)
    {
        using var pacer = new Pacer(_options.TimeProvider, stop);
        var origin = pacer.Now;
        _watch.Listen(_options.FolderHints ? pacer.Wake : null);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            if (_watch.IsDue(Now()))
                Look(Now);
            var now = Now();
            if (!_arrivals.TryNext(now, out var arrival))
                pacer.Wait((_arrivals.NextDue is { } due && due < _watch.Next ? due : _watch.Next) - now);
            else if (!_arrivals.IsFresh(arrival) || !Look(Now))
                TakeIn(arrival, now, pacer, stop);
            _handoff.CountWaiting(_arrivals.Waiting, _arrivals.IsWaiting);
        }

        TimeSpan Now() => _options.TimeProvider.GetElapsedTime(origin);
    }

    /// <inheritdoc/>
    protected override void Close()
    {
        _watch.Dispose();
        _notices.OnCompleted();
        _pools.Dispose();
    }

    private bool Look(Func<TimeSpan> clock)
    {
        var isThere = _watch.TryLook(clock, out var found);
        if (isThere)
        {
            _arrivals.Update(found!.Stills, found.IsWhole, clock());
            _reports.Update(found);
        }
        Report(isThere ? ConnectionState.Connected : ConnectionState.Lost);
        return isThere;
    }

    private void TakeIn(Arrival arrival, TimeSpan now, Pacer pacer, CancellationToken stop)
    {
        if (!_arrivals.Confirm(arrival, StillEntry.Now(arrival.Path), now))
            return;
        var isRaw = StillNames.IsRaw(arrival.Path);
        if (!arrival.Replaced && !isRaw && _names.IsDone(arrival.Entry))
        {
            _arrivals.Finish(arrival);
            _handoff.CountSkipped();
            return;
        }
        var since = Stopwatch.GetTimestamp();
        // Without a byte it may be a pipe or a device that goes by a picture's name: opening one could block for ever.
        var reading = arrival.Entry.Length == 0
            ? StillReading.NoPicture($"'{RelativePath(arrival)}' is empty")
            : StillReader.Read(arrival.Path, RelativePath(arrival), isRaw);
        // Looked at again: what changed while it was read is not what was read.
        if (!_arrivals.Confirm(arrival, StillEntry.Now(arrival.Path), now))
            return;
        if (reading.Picture is { } picture)
            HandOut(arrival, picture, isRaw, since, now, pacer, stop);
        else if (reading.Problem is not null)
            RetryLater(arrival, reading, now);
    }

    private void HandOut(Arrival arrival, StillPicture picture, bool isRaw, long since, TimeSpan now, Pacer pacer, CancellationToken stop)
    {
        Volatile.Write(ref _description, _description with { Size = picture.Size });
        var pool = _pools.For(picture.Size);
        while (pool.Outstanding == pool.Count) // an owner gives one back in time; a still is not dropped for that
            pacer.Wait(BufferPoll);
        var still = new Still(Captured, arrival.Path, isRaw ? null : _names.OutputOf(arrival.Path), arrival.Entry.WrittenAt, picture);
        _handoff.CountWaiting(_arrivals.Waiting, _arrivals.IsWaiting);
        string? problem = null;
        var lent = Deliver(pool, Stopwatch.GetTimestamp(), picture, (draft, read) =>
        {
            problem = read.Fill(draft);
            if (problem is null)
                _handoff.Offer(still); // before its frame is lent
            return problem is null;
        }, since);
        if (problem is not null)
        {
            RetryLater(arrival, StillReading.NoPicture(problem), now);
            return;
        }
        if (!lent)
        {
            _handoff.CountUnread(arrival.Path);
            ArrivalList.Postpone(arrival, now + RetryAfter(arrival));
            return;
        }
        if (!_hold)
            Complete(still.Sequence, StillOutcome.Done);
        var (outcome, reason) = _handoff.Answer(stop);
        still.Release();
        if (reason is not null && !arrival.Reported)
            Notify(outcome switch
            {
                StillOutcome.Done => Notice.Warning("still-incomplete", reason),
                StillOutcome.Refused => Notice.Warning("still-refused", reason),
                _ => Notice.Warning("still-not-written", reason),
            });
        arrival.Reported = reason is not null;
        if (outcome == StillOutcome.Failed)
            ArrivalList.Postpone(arrival, now + RetryAfter(arrival));
        else
            _arrivals.Finish(arrival);
    }

    /// <summary>It is stable and not a picture. Perhaps its writer only pauses, so it is reported after a while, once.</summary>
    private void RetryLater(Arrival arrival, StillReading reading, TimeSpan now)
    {
        if (now - arrival.StableSince < ReadTimeout)
        {
            ArrivalList.Postpone(arrival, now + TimeSpan.FromSeconds(Math.Min(2, 0.25 * (1 << Math.Min(arrival.Tries, 4)))));
            return;
        }
        if (!arrival.Reported)
        {
            Notify(Notice.Warning(
                "still-not-readable",
                $"{reading.Problem}; it is left alone{(reading.IsTransient ? ", and tried again" : " until it changes")}."));
            arrival.Reported = true;
        }
        if (reading.IsTransient)
        {
            _handoff.CountUnread(arrival.Path);
            ArrivalList.Postpone(arrival, now + RetryAfter(arrival));
            return;
        }
        _handoff.CountRefused();
        _arrivals.Finish(arrival);
    }

    /// <summary>2, 4, 8 ... 60 seconds.</summary>
    private static TimeSpan RetryAfter(Arrival arrival) =>
        TimeSpan.FromSeconds(Math.Min(LongestRetry.TotalSeconds, 2 << Math.Min(arrival.Tries, 5)));

    private string RelativePath(Arrival arrival) => Path.GetRelativePath(_root, arrival.Path);

    /// <summary>Names of files come from elsewhere: what would steer a terminal is not passed on.</summary>
    private void Notify(Notice notice) =>
        _notices.OnNext(notice with { Text = string.Concat(notice.Text.Select(static c => char.IsControl(c) ? '?' : c)) });
}
