using System.Reactive.Disposables;

namespace P2IKT.Live.Preview.Focus.Lens;

/// <summary>
/// Keeps the level of quality for an operation that takes longer than one hold counts: takes a new one in time, until it is disposed.
/// </summary>
internal sealed class RenewedHold : IDisposable
{
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(20); // a hold ends by itself after 30 s

    private readonly SerialDisposable _hold = new(); // disposes the one before, and what it is given after its own end
    private readonly ITimer _timer;

    /// <param name="take">Takes a hold, on any thread.</param>
    /// <param name="time">When it is due again.</param>
    public RenewedHold(Func<IDisposable> take, TimeProvider time)
    {
        _hold.Disposable = take();
        _timer = time.CreateTimer(_ => _hold.Disposable = take(), null, Renewal, Renewal);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _hold.Dispose();
    }
}
