using System.Runtime.InteropServices;

namespace P2IKT.Live.Terminal;

/// <summary>
/// Ends the program in order when it is asked to: Ctrl-C, <c>kill</c>, a terminal that closes (SIGHUP; on Windows the window), Ctrl-\ or
/// Ctrl-Break (SIGQUIT). Clips and results that are being written are closed or removed, and what was done is printed.
/// </summary>
/// <remarks>What ignores a signal from its start on, as <c>nohup</c> makes it, goes on ignoring it: .NET leaves that as it is.</remarks>
internal sealed class Termination : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;
    private readonly Timer _limit;

    /// <param name="limit">What ending in order may take; then the program ends as it is.</param>
    public Termination(TimeSpan limit)
    {
        _limit = new Timer(static _ => Environment.Exit(ExitCode.Failed));
        PosixSignal[] asked = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];
        _signals = [.. asked.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true; // the system's own answer is to end at once
            if (_stop.IsCancellationRequested)
                return;
            _limit.Change(limit, Timeout.InfiniteTimeSpan);
            _ = _stop.CancelAsync(); // not on this thread, where a failure of a registered callback would end the process
        }))];
    }

    /// <summary>Cancelled by the first signal to end.</summary>
    public CancellationToken Token => _stop.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _limit.Dispose();
        _stop.Dispose();
    }
}
