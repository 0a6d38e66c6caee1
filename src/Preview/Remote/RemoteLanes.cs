using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Preview.Remote;

/// <summary>Carries out commands: those of a lane in their order, lanes beside each other. Each lane waits for few.</summary>
internal sealed partial class RemoteLanes : IAsyncDisposable
{
    /// <summary>Commands of a lane that wait; a further one is refused.</summary>
    public const int MaxWaiting = 16;

    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<RemoteLane, Channel<RemoteOrder>> _waiting = [];
    private readonly Action<byte[], IPEndPoint> _send;
    private readonly ILogger? _log;
    private readonly Task _running;

    /// <summary>Starts the lanes.</summary>
    /// <param name="send">Sends an answer; on any thread.</param>
    /// <param name="log">Gets faults; null: nobody.</param>
    public RemoteLanes(Action<byte[], IPEndPoint> send, ILogger? log)
    {
        (_send, _log) = (send, log);
        foreach (var lane in Enum.GetValues<RemoteLane>())
        {
            if (lane != RemoteLane.Immediate)
                _waiting[lane] = Channel.CreateBounded<RemoteOrder>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
        }
        _running = Task.WhenAll(_waiting.Values.Select(orders => Task.Run(() => RunAsync(orders.Reader))));
    }

    /// <summary>Carries out a command when its turn comes, and answers it then.</summary>
    public void Post(RemoteOrder order)
    {
        if (!_waiting.TryGetValue(order.Command.Lane, out var lane))
            RunAsync(order).GetAwaiter().GetResult(); // its command takes no time
        else if (!lane.Writer.TryWrite(order))
            _send(RemoteAnswer.Error(order.Address, $"{MaxWaiting} commands wait already: send it again later."), order.Sender);
    }

    /// <summary>Carries out no further command, and waits a second for those that run.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await _running.WaitAsync(CloseTimeout).ConfigureAwait(false);
            _stop.Dispose();
        }
        catch (TimeoutException)
        {
            // A camera that does not answer: its command has the token still, so that is not disposed.
        }
    }

    private async Task RunAsync(ChannelReader<RemoteOrder> orders)
    {
        try
        {
            await foreach (var order in orders.ReadAllAsync(_stop.Token).ConfigureAwait(false))
                await RunAsync(order).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
    }

    private async Task RunAsync(RemoteOrder order)
    {
        byte[] answer;
        try
        {
            await order.Command.Act(new CommandArguments(order.Arguments), _stop.Token).ConfigureAwait(false);
            answer = RemoteAnswer.Ok(order.Address);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }
        catch (P2iktException refused)
        {
            answer = RemoteAnswer.Error(order.Address, refused.Message);
        }
#pragma warning disable CA1031 // a fault of one command must not end the remote control
        catch (Exception fault)
#pragma warning restore CA1031
        {
            if (_log is not null)
                LogFault(_log, order.Address, fault);
            answer = RemoteAnswer.Error(order.Address, "It failed for a reason that was not expected: the log says which.");
        }
        _send(answer, order.Sender);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The remote command {Address} failed")]
    private static partial void LogFault(ILogger log, string address, Exception fault);
}
