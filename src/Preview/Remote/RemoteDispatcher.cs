using System.Net;
using Microsoft.Extensions.Logging;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Status;

namespace P2IKT.Live.Preview.Remote;

/// <summary>Has the commands of allowed senders carried out, and answers those that are refused at once.</summary>
internal sealed class RemoteDispatcher : IAsyncDisposable
{
    private const string Subscribe = RemoteCommands.Root + "subscribe";
    private const int FirstUserPort = 1024; // below are services of the system, which must not be sent anything

    private readonly RemoteCommands _commands;
    private readonly RemoteLanes _lanes;
    private readonly RemoteFeedback _feedback;
    private readonly Action<byte[], IPEndPoint> _send;

    /// <summary>Starts to wait for commands.</summary>
    /// <param name="targets">What is ordered and seen.</param>
    /// <param name="status">Returns the state of the live view.</param>
    /// <param name="send">Sends a datagram; on any thread.</param>
    /// <param name="demand">Where frames are wanted; null: they come in any case.</param>
    /// <param name="time">Measures all times.</param>
    /// <param name="log">Gets faults; null: nobody.</param>
    public RemoteDispatcher(
        RemoteTargets targets, Func<LiveStatus> status, Action<byte[], IPEndPoint> send, FrameDemand? demand, TimeProvider time,
        ILogger? log)
    {
        _send = send;
        _commands = new RemoteCommands(targets);
        _lanes = new RemoteLanes(send, log);
        _feedback = new RemoteFeedback(new RemoteState(targets, status), send, targets.Focus, demand, time, log);
    }

    /// <summary>Who gets the state.</summary>
    public RemoteSubscribers Subscribers => _feedback.Subscribers;

    /// <summary>Carries out a message, now or when its turn comes.</summary>
    /// <param name="message">Its address begins with that of all commands.</param>
    /// <param name="sender">Who gets the answer.</param>
    public void Dispatch(OscMessage message, IPEndPoint sender)
    {
        Subscribers.Renew(sender);
        if (message.Address == Subscribe)
            _send(AnswerSubscription(message.Arguments, sender), sender);
        else if (_commands.Find(message.Address) is not { } command)
            _send(RemoteAnswer.Error(message.Address, "There is no such command: docs/remote.md lists those there are."), sender);
        else if (!command.IsButton(message))
            Post(command, message, sender);
        else if (message.Arguments[0].Number != 0)
            Post(command, message with { Arguments = [] }, sender); // pressed; nothing is done when it is released
    }

    /// <summary>Ends what runs; takes at most about a second.</summary>
    public async ValueTask DisposeAsync()
    {
        await _lanes.DisposeAsync().ConfigureAwait(false);
        await _feedback.DisposeAsync().ConfigureAwait(false);
    }

    private void Post(RemoteCommand command, OscMessage message, IPEndPoint sender)
    {
        if (message.Arguments.Count >= command.Fewest && message.Arguments.Count <= command.Most)
        {
            _lanes.Post(new RemoteOrder(command, message.Address, message.Arguments, sender));
            return;
        }
        var wanted = command.Usage.Length > 0 ? command.Usage : "no arguments";
        _send(RemoteAnswer.Error(message.Address, $"It takes {wanted}."), sender);
    }

    private byte[] AnswerSubscription(IReadOnlyList<OscArgument> arguments, IPEndPoint sender)
    {
        var target = sender;
        if (arguments.Count > 0)
        {
            if (arguments is not [{ IsNumber: true, Number: >= FirstUserPort and <= IPEndPoint.MaxPort } port])
                return RemoteAnswer.Error(Subscribe, $"It takes [PORT], a number from {FirstUserPort} to {IPEndPoint.MaxPort}.");
            target = new IPEndPoint(sender.Address, (int)port.Number); // never another machine
        }
        return _feedback.TrySubscribe(sender, target) ? RemoteAnswer.Ok(Subscribe) : RemoteAnswer.Error(
            Subscribe, $"{RemoteSubscribers.Max} devices get the state already: one ends a minute after its last message.");
    }
}
