using P2IKT.Live.Deblur;
using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Sweeps;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Focus.Lens;
using P2IKT.Live.Recording.Stacks;

namespace P2IKT.Live.Preview.Focus.Sweeps;

/// <summary>
/// The focus sweep of a live view: one at a time, for all viewers. It takes the frames on the thread that delivers them, merges them there,
/// and keeps the last result until another sweep has one. Thread-safe.
/// </summary>
internal sealed class SweepControls : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10); // of a stop for its frame
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10); // of a sweep by hand that is forgotten

    private readonly Lock _gate = new();
    private readonly SweepSource _source;
    private readonly ISweepLens? _lens;
    private readonly SweepMaps _maps = new();
    private SweepRun? _run; // the sweep that runs
    private SweepRun? _result; // the last that has ended
    private SweepPhase _phase;
    private string _message = "";
    private double? _progress;
    private LensStop? _stop; // where a driven lens stands
    private IDisposable? _subscriptions;
    private long _version;
    private DateTimeOffset _deadline;

    /// <summary>Nothing runs yet.</summary>
    /// <param name="source">Where the frames come from.</param>
    /// <param name="lens">The driven lens; borrowed. Null: there is none.</param>
    /// <param name="folder">Where results are saved, a full path.</param>
    public SweepControls(SweepSource source, ISweepLens? lens, string folder)
    {
        (_source, _lens) = (source, lens);
        Files = new SweepFiles(folder, source);
        Drives = source.IsFolder ? [SweepDrive.Folder] : lens is null ? [SweepDrive.Hand] : [SweepDrive.Lens, SweepDrive.Hand];
    }

    /// <summary>What sweeps can be driven by here.</summary>
    public IReadOnlyList<SweepDrive> Drives { get; }

    /// <summary>Saves results.</summary>
    public SweepFiles Files { get; }

    /// <summary>What the page shows.</summary>
    public SweepState State
    {
        get
        {
            lock (_gate)
            {
                var run = _run ?? _result;
                var inFocus = run?.InFocus ?? double.NaN;
                return new SweepState
                {
                    Phase = _phase,
                    Drive = run?.Drive,
                    Deblurred = run?.IsDeblurred ?? true,
                    Message = _message,
                    Warning = Warning(run),
                    Progress = _progress,
                    Merged = run?.Merged ?? 0,
                    LeftOut = run?.LeftOut ?? 0,
                    InFocus = double.IsNaN(inFocus) ? null : Math.Round(inFocus, 3),
                    Version = run?.Merged > 0 ? _version : 0,
                    Width = run?.Size.Width ?? 0,
                    Height = run?.Size.Height ?? 0,
                    Columns = run?.Cells.Width ?? 0,
                    Rows = run?.Cells.Height ?? 0,
                    Stride = run?.Stride ?? 0,
                    Unit = SweepText.Of(run?.Unit),
                    Drives = Drives,
                    LensNote = _lens?.SweepNote,
                    Folder = Files.Folder,
                    IsSaving = Files.IsSaving,
                    Saved = Files.NamesOf(run),
                };
            }
        }
    }

    /// <summary>Starts a sweep.</summary>
    /// <param name="drive">What changes the focus; null: the first of <see cref="Drives"/> that can be used now.</param>
    /// <param name="isDeblurred">Whether the deblurred frames are merged; otherwise the source.</param>
    /// <exception cref="P2iktException">A sweep runs already, or this one cannot be driven.</exception>
    public void Start(SweepDrive? drive, bool isDeblurred)
    {
        var chosen = drive ?? (_lens is { SweepNote: not null } ? SweepDrive.Hand : Drives[0]);
        if (!Drives.Contains(chosen))
            throw new SweepException(FaultKind.WrongUsage, SweepText.Unavailable(chosen));
        SweepRun run;
        lock (_gate)
        {
            if (_run is not null)
                throw new SweepException(FaultKind.Failed, "A sweep runs already: wait until it has ended, or cancel it.");
            _run = run = new SweepRun(chosen, isDeblurred, _source.Focus, _source.Tolerance);
            (_phase, _progress, _message) = (SweepPhase.Running, chosen == SweepDrive.Lens ? 0 : null, SweepText.Hint(chosen));
            _version++;
            _deadline = _source.Time.GetUtcNow() + Longest;
        }
        Subscribe(run);
        if (chosen != SweepDrive.Lens)
            return;
        try
        {
            var sweep = _lens!.SweepAsync((index, count, cancellation) => StopAsync(run, index, count, cancellation));
            _ = FollowLensAsync(run, sweep);
            bool wasStopped;
            lock (_gate)
                wasStopped = _run == run && _phase == SweepPhase.Returning;
            if (wasStopped)
                _lens.Cancel(); // that of Finish came before the lens had begun
        }
        catch (P2iktException)
        {
            Drop(run, "");
            throw;
        }
    }

    /// <summary>Ends the sweep with what it has; a driven lens goes back to where it was. Does nothing when none runs.</summary>
    public void Stop() => Finish(isKept: true);

    /// <summary>Ends the sweep without a result: the one before is shown again. Does nothing when none runs.</summary>
    public void Cancel() => Finish(isKept: false);

    /// <summary>Reads the sweep that runs, or the last result, while no frame changes it; the default when there is none.</summary>
    public T? Read<T>(Func<SweepRun, T> read)
    {
        lock (_gate)
            return (_run ?? _result) is { Merged: > 0 } run ? read(run) : default;
    }

    /// <summary>Saves the result; returns when its files are complete.</summary>
    /// <param name="extension">Of the picture, with its dot.</param>
    /// <exception cref="P2iktException">There is none, it is being saved already, or it cannot be written.</exception>
    public Task SaveAsync(string extension)
    {
        SweepRun? run;
        StackedPicture result;
        lock (_gate)
        {
            run = _run is null && _result is { Merged: > 0 } ? _result : null;
            if (run is null)
            {
                throw new SweepException(FaultKind.Failed, _run is null
                    ? "There is nothing to save: start a sweep first."
                    : "The sweep still runs: stop it first, then save.");
            }
            result = run.Result(_source.Name, _source.Model);
        }
        return Files.SaveAsync(run, result, extension);
    }

    /// <summary>Ends what runs; the lens goes back.</summary>
    public void Dispose() => Cancel();

    private string? Warning(SweepRun? run) =>
        _run is not null ? run!.Problem
        : _phase == SweepPhase.Done ? run?.ResultWarning
        : null;

    /// <summary>Merges a frame, on the thread that delivers it.</summary>
    private void Take(DeblurredFrame frame)
    {
        SweepRun? run;
        LensStop? stop;
        SweepException? failure = null;
        lock (_gate)
        {
            (run, stop) = (_run, _stop);
            if (run is null || _phase != SweepPhase.Running || (run.Drive == SweepDrive.Lens && stop?.Accepts(frame.Source) != true))
                return;
            try
            {
                var result = run.Add(frame, _maps.Of(frame), stop?.Index, _source.CurrentFile);
                if (result == SweepFrameResult.Merged)
                    _version++;
                stop?.Report(result);
            }
            catch (SweepException failed)
            {
                failure = failed;
            }
        }
        if (failure is null && run.Drive == SweepDrive.Hand && _source.Time.GetUtcNow() > _deadline)
            End(run, null, "The sweep was stopped after ten minutes.");
        if (failure is null)
            return;
        if (stop is not null)
            stop.Fail(failure); // the lens goes back first
        else
            End(run, failure, failure.Message);
    }

    private async Task StopAsync(SweepRun run, int index, int count, CancellationToken cancellation)
    {
        var stop = new LensStop(index);
        lock (_gate)
        {
            _stop = stop;
            (_progress, _message) = ((double)index / count, $"Focus position {index + 1} of {count}.");
        }
        try
        {
            await stop.Taken.WaitAsync(LongestWait, _source.Time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new SweepException(
                FaultKind.Failed, "No picture that a network has seen came within ten seconds: check that live view runs.");
        }
        finally
        {
            lock (_gate)
            {
                _stop = null;
                if (index == count - 1 && _run == run)
                    (_phase, _message) = (SweepPhase.Returning, "The lens goes back to where it was.");
            }
        }
    }

    private async Task FollowLensAsync(SweepRun run, Task sweep)
    {
        await sweep.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var failure = sweep.Exception?.InnerException;
        End(run, failure, failure switch
        {
            P2iktException known => known.Message,
            not null => $"The sweep has failed ({failure.Message.TrimEnd('.')}): start it again.",
            null when sweep.IsCanceled => "The sweep was stopped, and the lens is back where it was.",
            null => "All focus positions are merged, and the lens is back where it was.",
        });
    }

    private void Finish(bool isKept)
    {
        SweepRun? run;
        lock (_gate)
        {
            run = _run;
            if (run is null)
                return;
            if (!isKept)
                run.IsCancelled = true;
            if (run.Drive == SweepDrive.Lens)
                (_phase, _message) = (SweepPhase.Returning, "The lens goes back to where it was.");
        }
        if (run.Drive == SweepDrive.Lens)
            _lens!.Cancel();
        else
            End(run, null, "The sweep was stopped.");
    }

    /// <summary>The sweep has ended; its result is kept, unless it was cancelled.</summary>
    private void End(SweepRun run, Exception? failure, string message)
    {
        if (run.IsCancelled)
        {
            Drop(run, failure is null ? "The sweep was cancelled." : message);
            return;
        }
        IDisposable? subscriptions;
        lock (_gate)
        {
            if (_run != run)
                return;
            var stays = run.Merged == 0 && _result is { Merged: > 0 };
            (_run, _progress, _message) = (null, null, stays ? $"{message} It merged no frame, so the result before it stays." : message);
            _phase = failure is null ? SweepPhase.Done : SweepPhase.Failed;
            if (!stays)
                _result = run;
            _version++;
            subscriptions = TakeSubscriptions();
        }
        subscriptions?.Dispose();
    }

    private void Drop(SweepRun run, string message)
    {
        IDisposable? subscriptions;
        lock (_gate)
        {
            if (_run != run)
                return;
            (_run, _progress, _message) = (null, null, message);
            _phase = _result is null ? SweepPhase.Idle : SweepPhase.Done;
            _version++;
            subscriptions = TakeSubscriptions();
        }
        subscriptions?.Dispose();
    }

    private void Subscribe(SweepRun run)
    {
        var subscriptions = _source.Subscribe(_maps.Observe, Take, () => End(run, null, "The source has ended."));
        lock (_gate)
        {
            if (_run == run)
            {
                _subscriptions = subscriptions;
                return;
            }
        }
        subscriptions.Dispose(); // it has ended already
    }

    /// <summary>
    /// Those of the run that ends, within the lock that ends it: after it they may be those of the next. To be disposed outside.
    /// </summary>
    private IDisposable? TakeSubscriptions()
    {
        var subscriptions = _subscriptions;
        _subscriptions = null;
        return subscriptions;
    }
}
