namespace P2IKT.Live.Capture.HotFolder;

/// <summary>
/// One still at a time from the source to its consumer: handed over on the capture thread, which waits for the answer;
/// answered from any thread. Keeps the count.
/// </summary>
internal sealed class StillHandoff : IDisposable
{
    private readonly AutoResetEvent _changed = new(false);
    private readonly Lock _gate = new();
    private readonly HashSet<string> _unwritten = new(StringComparer.Ordinal);
    private Still? _current;
    private (StillOutcome Outcome, string? Reason)? _answer;
    private StillCounts _counts;

    /// <summary>The still handed over last; null before the first.</summary>
    public Still? Current => Volatile.Read(ref _current);

    public StillCounts Counts
    {
        get
        {
            lock (_gate)
                return _counts with { Unwritten = _unwritten.Count };
        }
    }

    /// <summary>Makes this the current still.</summary>
    public void Offer(Still still)
    {
        lock (_gate)
            (_current, _answer) = (still, null);
    }

    /// <summary>The answer about the current still; about any other, or a second one, it changes nothing.</summary>
    public void Complete(long sequence, StillOutcome outcome, string? reason)
    {
        lock (_gate)
        {
            if (_current?.Sequence != sequence || _answer is not null)
                return;
            _answer = (outcome, reason);
            _unwritten.Remove(_current.Path);
            if (outcome == StillOutcome.Failed)
            {
                _unwritten.Add(_current.Path);
            }
            else
            {
                var left = Math.Max(0, _counts.Waiting - 1); // the list itself is counted again when the source goes on, if it does
                _counts = outcome == StillOutcome.Done
                    ? _counts with { Done = _counts.Done + 1, Waiting = left }
                    : _counts with { Refused = _counts.Refused + 1, Waiting = left };
            }
        }
        _changed.Set();
    }

    /// <summary>Waits for the answer about the current still.</summary>
    /// <exception cref="OperationCanceledException">Stopped; the answer may still come, and is counted.</exception>
    public (StillOutcome Outcome, string? Reason) Answer(CancellationToken stop)
    {
        using var waking = stop.UnsafeRegister(static changed => ((AutoResetEvent)changed!).Set(), _changed);
        while (true)
        {
            lock (_gate)
            {
                if (_answer is { } answer)
                    return answer;
            }
            stop.ThrowIfCancellationRequested();
            _changed.WaitOne(); // may be left over from an answer that came before it was waited for: hence the loop
        }
    }

    public void CountSkipped()
    {
        lock (_gate)
            _counts = _counts with { Skipped = _counts.Skipped + 1 };
    }

    public void CountRefused()
    {
        lock (_gate)
            _counts = _counts with { Refused = _counts.Refused + 1 };
    }

    /// <summary>A still that cannot be read now, and is tried again like one that could not be written.</summary>
    public void CountUnread(string path)
    {
        lock (_gate)
            _unwritten.Add(path);
    }

    /// <summary>What is in the list now; a still that was deleted is not in it and cannot be unwritten either.</summary>
    public void CountWaiting(int waiting, Predicate<string> isWaiting)
    {
        lock (_gate)
        {
            _counts = _counts with { Waiting = waiting };
            if (_unwritten.Count > 0)
                _unwritten.RemoveWhere(path => !isWaiting(path));
        }
    }

    public void Dispose() => _changed.Dispose();
}
