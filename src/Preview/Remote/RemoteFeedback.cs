using System.Net;
using Microsoft.Extensions.Logging;
using P2IKT.Live.Focus;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Remote;

/// <summary>
/// Sends the state to subscribers, at most ten times a second, for as long as there are any. While there are focus points, too, it wants
/// frames: their readings would stand still without a viewer.
/// </summary>
internal sealed partial class RemoteFeedback : IAsyncDisposable
{
    /// <summary>Least time between two readings of the state.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _added = new(0);
    private readonly RemoteState _state;
    private readonly Action<byte[], IPEndPoint> _send;
    private readonly FocusAssist? _focus;
    private readonly FrameDemand? _demand;
    private readonly TimeProvider _time;
    private readonly ILogger? _log;
    private readonly Task _running;
    private bool _hasFailed; // the last time; of the loop

    /// <summary>Starts to wait for subscribers.</summary>
    /// <param name="state">What they get.</param>
    /// <param name="send">Sends a datagram.</param>
    /// <param name="focus">The focus points; null: there are none.</param>
    /// <param name="demand">Where frames are wanted; null: they come in any case.</param>
    /// <param name="time">Measures all times.</param>
    /// <param name="log">Gets faults; null: nobody.</param>
    public RemoteFeedback(
        RemoteState state, Action<byte[], IPEndPoint> send, FocusAssist? focus, FrameDemand? demand, TimeProvider time, ILogger? log)
    {
        (_state, _send, _focus, _demand, _time, _log) = (state, send, focus, demand, time, log);
        Subscribers = new RemoteSubscribers(time);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Who gets the state.</summary>
    public RemoteSubscribers Subscribers { get; }

    /// <summary>Adds a subscriber, or renews it; false when there are too many.</summary>
    /// <param name="sender">Whose messages keep it.</param>
    /// <param name="target">Where the state is sent.</param>
    public bool TrySubscribe(IPEndPoint sender, IPEndPoint target)
    {
        if (!Subscribers.TryAdd(sender, target))
            return false;
        if (_added.CurrentCount == 0)
            _added.Release();
        return true;
    }

    /// <summary>Ends the loop.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
        _added.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _added.WaitAsync(_stop.Token).ConfigureAwait(false);
                await ServeAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
    }

    private async Task ServeAsync()
    {
        using var timer = new PeriodicTimer(Interval, _time);
        IDisposable? want = null;
        try
        {
            while (Publish())
            {
                if (_focus is { Points.Count: > 0 })
                    want ??= _demand?.Want();
                else
                    Release();
                await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            Release();
        }

        void Release()
        {
            want?.Dispose();
            want = null;
        }
    }

    private bool Publish()
    {
        try
        {
            var isLeft = Subscribers.Publish(_state.Read(), _send);
            _hasFailed = false;
            return isLeft;
        }
#pragma warning disable CA1031 // a camera or a disk that fails while it is read must not end the feedback
        catch (Exception fault)
#pragma warning restore CA1031
        {
            if (!_hasFailed && _log is not null)
                LogFault(_log, fault); // once, and not ten times a second
            _hasFailed = true;
            return Subscribers.Publish([], _send);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The state could not be sent to remote controls")]
    private static partial void LogFault(ILogger log, Exception fault);
}
