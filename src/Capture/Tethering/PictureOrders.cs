namespace P2IKT.Live.Capture.Tethering;

/// <summary>
/// Orders that were carried out, and are answered with the frame that first shows it. The host says which picture that is. The capture
/// thread says which frame the picture becomes. Thread-safe.
/// </summary>
/// <param name="complete">Answers an order; <see cref="HostMessage.Number"/> is the number of the frame then.</param>
/// <param name="fail">Answers one whose picture does not come.</param>
internal sealed class PictureOrders(Action<HostMessage> complete, Action<int, CaptureException> fail)
{
    private readonly Lock _gate = new();
    private readonly List<HostMessage> _waiting = [];
    private int _count; // of the above, read without the lock for each frame

    /// <summary>The number that the next frame of the source will have; asked on the capture thread.</summary>
    public Func<long> NextSequence { get; set; } = static () => 0;

    /// <summary>An order was carried out, as is to be seen from the picture of its <see cref="HostMessage.Number"/> on.</summary>
    public void Add(HostMessage answer)
    {
        lock (_gate)
        {
            _waiting.Add(answer);
            Volatile.Write(ref _count, _waiting.Count);
        }
    }

    /// <summary>A picture is about to become a frame; on the capture thread.</summary>
    /// <param name="picture">Its number among those of this host.</param>
    public void OnGrabbed(long picture)
    {
        if (Volatile.Read(ref _count) == 0)
            return;
        foreach (var answer in Take(answer => answer.Number <= picture))
            complete(answer with { Number = NextSequence() });
    }

    /// <summary>No picture comes for now.</summary>
    public void OnPaused()
    {
        foreach (var answer in Take(static _ => true))
        {
            fail(answer.Command,
                new CaptureException("The order was carried out, but the camera shows no live view since: look at the camera."));
        }
    }

    /// <summary>The camera is lost; its orders have failed already.</summary>
    public void Clear() => Take(static _ => true);

    private List<HostMessage> Take(Predicate<HostMessage> which)
    {
        lock (_gate)
        {
            var taken = _waiting.FindAll(which);
            _waiting.RemoveAll(which);
            Volatile.Write(ref _count, _waiting.Count);
            return taken;
        }
    }
}
