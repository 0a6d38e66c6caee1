namespace P2IKT.Live.Focus.Readings;

/// <summary>Who waits for the next reading of a focus point. Not thread-safe; a wait may be cancelled on any thread.</summary>
internal sealed class ReadingWaiters
{
    private readonly List<Waiter> _waiters = [];

    /// <summary>Begins to wait for a reading of a point, on a frame from this one on.</summary>
    public Task<(FocusReading Reading, long Sequence, TimeSpan CapturedAt)> Add(
        int point, long fromSequence, CancellationToken cancellation)
    {
        _waiters.RemoveAll(static waiter => waiter.Cancellation.IsCancellationRequested); // where no frame comes, they would gather
        var waiter = new Waiter(point, fromSequence, cancellation);
        _waiters.Add(waiter);
        return waiter.Result.Task.WaitAsync(cancellation);
    }

    /// <summary>A reading has come: those that wait for it get it.</summary>
    public void Answer(in FocusReading reading, long sequence, TimeSpan capturedAt)
    {
        for (var i = _waiters.Count - 1; i >= 0; i--)
        {
            var waiter = _waiters[i];
            if (waiter.Point != reading.Point || sequence < waiter.FromSequence)
                continue;
            _waiters.RemoveAt(i);
            waiter.Result.TrySetResult((reading, sequence, capturedAt));
        }
    }

    /// <summary>The point is gone: nobody waits for it any more.</summary>
    public void Cancel(int point) => Cancel(waiter => waiter.Point == point);

    /// <summary>All points are gone.</summary>
    public void CancelAll() => Cancel(static _ => true);

    private void Cancel(Predicate<Waiter> which)
    {
        foreach (var waiter in _waiters.FindAll(which))
            waiter.Result.TrySetCanceled();
        _waiters.RemoveAll(which);
    }

    private sealed record Waiter(int Point, long FromSequence, CancellationToken Cancellation)
    {
        public TaskCompletionSource<(FocusReading Reading, long Sequence, TimeSpan CapturedAt)> Result { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
