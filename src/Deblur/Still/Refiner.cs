using P2IKT.Live.Frames;

namespace P2IKT.Live.Deblur.Still;

/// <summary>
/// Runs a strong network on one picture after another, on a thread of the lowest priority. The stage's thread asks and takes, and never
/// waits.
/// </summary>
internal sealed class Refiner : IDisposable
{
    private static readonly TimeSpan SessionLifetime = TimeSpan.FromSeconds(30); // without work: it takes hundreds of megabytes

    private readonly Func<FrameSize, DeblurSession> _open;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _asked = new(0);
    private readonly Thread _thread;
    private RefinementRequest? _request;
    private RefinementRequest? _result;
    private DeblurSession? _session; // set under the gate: it is abandoned from another thread
    private SingleFrame? _frame; // drafts of the session's sizes; the thread's own
    private bool _isBusy;
    private bool _isDisposed;
    private string? _failure;

    /// <param name="open">Opens the network at a size; called on the refiner's thread.</param>
    public Refiner(Func<FrameSize, DeblurSession> open)
    {
        _open = open;
        _thread = new Thread(Work) { Name = "refinement", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Whether it takes a request: it is not at work, its last result was taken, and it has not failed.</summary>
    public bool IsReady
    {
        get
        {
            lock (_gate)
                return !_isBusy && _result is null && !_isDisposed;
        }
    }

    /// <summary>Begins to refine; the request is the refiner's from here on.</summary>
    public void Begin(RefinementRequest request)
    {
        lock (_gate)
        {
            if (_isBusy || _result is not null || _isDisposed)
                throw new InvalidOperationException("The refiner is at work.");
            (_request, _isBusy) = (request, true);
        }
        _asked.Release();
    }

    /// <summary>The request with its refined picture, the caller's from here on; null while there is none.</summary>
    public RefinementRequest? TakeResult()
    {
        lock (_gate)
        {
            var result = _result;
            _result = null;
            return result;
        }
    }

    /// <summary>Why it has stopped, one sentence; given once, null before and after that.</summary>
    public string? TakeFailure()
    {
        lock (_gate)
        {
            var failure = _failure;
            _failure = null;
            return failure;
        }
    }

    /// <summary>Abandons what it is at, and does not wait.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            _session?.Abandon();
            _result?.Dispose();
            _result = null;
            _asked.Release(); // within the lock: the thread disposes the semaphore once it has seen that it is to end
        }
    }

    private void Work()
    {
        LowPriority.Set();
        while (TryTakeRequest(out var request))
        {
            var isRefined = false;
            try
            {
                Refine(request);
                isRefined = true;
            }
#pragma warning disable CA1031 // the live picture goes on without it, and says why
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Fail(failure);
            }
            Finish(request, isRefined);
        }
        CloseSession();
        _request?.Dispose();
        _asked.Dispose();
    }

    private bool TryTakeRequest(out RefinementRequest request)
    {
        while (!_asked.Wait(SessionLifetime))
            CloseSession();
        lock (_gate)
        {
            request = _request!;
            if (_isDisposed)
                return false;
            _request = null;
            return true;
        }
    }

    private void CloseSession()
    {
        DeblurSession? former;
        lock (_gate)
            (former, _session) = (_session, null);
        former?.Dispose();
        _frame?.Dispose();
        _frame = null;
    }

    private void Refine(RefinementRequest request)
    {
        var size = request.Grid.Size;
        if (_session?.Size != size)
        {
            CloseSession();
            var next = _open(size);
            _frame = new SingleFrame(next);
            lock (_gate)
            {
                _session = next;
                if (_isDisposed)
                    next.Abandon();
            }
        }
        request.Picture.Values.CopyTo(_frame!.Source.Draft);
        _session!.Run(_frame.Source, _frame.Sharp, _frame.Blur);
        _frame.Sharp.Draft.CopyTo(request.Picture.Values);
    }

    private void Fail(Exception failure)
    {
        lock (_gate)
        {
            if (!_isDisposed)
                _failure = $"Still scenes are not refined any more: {failure.Message}";
        }
    }

    private void Finish(RefinementRequest request, bool isRefined)
    {
        lock (_gate)
        {
            // After a failure it stays busy, and so is never ready again.
            _isBusy = !isRefined;
            if (isRefined && !_isDisposed)
            {
                _result = request;
                return;
            }
        }
        request.Dispose();
    }
}
