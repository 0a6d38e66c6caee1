namespace P2IKT.Live.Capture.Tethering;

/// <summary>The orders that a host was given and has not answered yet, by number. Thread-safe.</summary>
internal sealed class CameraOrders
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, TaskCompletionSource<HostMessage>> _waiting = [];
    private int _last;

    /// <summary>A new order: its number, and the answer to come.</summary>
    public (int Number, Task<HostMessage> Answer) Add()
    {
        var order = new TaskCompletionSource<HostMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting[++_last] = order;
            return (_last, order.Task);
        }
    }

    /// <summary>The order of the message's number was carried out; a number that is not waiting changes nothing.</summary>
    public void Complete(HostMessage answer) => Take(answer.Command)?.TrySetResult(answer);

    /// <summary>The order of this number was refused; a number that is not waiting changes nothing.</summary>
    public void Fail(int number, CaptureException reason) => Take(number)?.TrySetException(reason);

    /// <summary>No answer will come any more.</summary>
    public void FailAll(CaptureException reason)
    {
        List<TaskCompletionSource<HostMessage>> lost;
        lock (_gate)
        {
            lost = [.. _waiting.Values];
            _waiting.Clear();
        }
        foreach (var order in lost)
            order.TrySetException(reason);
    }

    private TaskCompletionSource<HostMessage>? Take(int number)
    {
        lock (_gate)
            return _waiting.Remove(number, out var order) ? order : null;
    }
}
