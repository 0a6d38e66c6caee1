namespace P2IKT.Live.Testing.Cameras;

/// <summary>How the camera behaves; by default, well.</summary>
internal sealed class PtpIpManners
{
    private volatile TaskCompletionSource? _stall;
    private int _broken;

    /// <summary>Every session is refused, as when another computer holds the camera.</summary>
    public bool Refuses { get; set; }

    /// <summary>It has no live view: the operations for it are not offered.</summary>
    public bool HasNoLiveView { get; set; }

    /// <summary>It shows its pictures or a menu: the live view does not start.</summary>
    public bool IsInPlayback { get; set; }

    /// <summary>Its live view only says that it is busy.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Properties that it lists, and does not let anyone read.</summary>
    public IReadOnlyList<ushort> Unreadable { get; set; } = [];

    /// <summary>How long it takes to answer anything, as at a slow connection.</summary>
    public TimeSpan AnswerTime { get; set; }

    /// <summary>How long it takes to describe one file on its card.</summary>
    public TimeSpan DescribingTime { get; set; }

    /// <summary>How long it takes to hand out a still, or a part of one.</summary>
    public TimeSpan ReadingTime { get; set; }

    /// <summary>Objects are handed out whole only.</summary>
    public bool HasNoPartialTransfer { get; set; }

    /// <summary>How long it takes to set a property.</summary>
    public TimeSpan SettingTime { get; set; }

    /// <summary>How long it is busy with a release before the picture is there.</summary>
    public TimeSpan ReleaseTime { get; set; }

    /// <summary>After so many bytes of an object it drops the connection, once.</summary>
    public int DropsAfter { get; set; } = int.MaxValue;

    /// <summary>How live-view pictures are broken while <see cref="Break"/> has some left.</summary>
    public BrokenPicture BrokenAs { get; set; }

    /// <summary>The next pictures of the live view are broken.</summary>
    public void Break(int pictures) => Volatile.Write(ref _broken, pictures);

    /// <summary>Broken pictures that are still to come.</summary>
    public int BrokenLeft => Math.Max(0, Volatile.Read(ref _broken));

    /// <summary>Keeps the connections, and answers nothing more.</summary>
    public void Stall() => _stall ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume()
    {
        _stall?.TrySetResult();
        _stall = null;
    }

    public Task WhileStalled(CancellationToken stop) => _stall?.Task.WaitAsync(stop) ?? Task.CompletedTask;

    public byte[] Spoil(byte[] picture)
    {
        if (Volatile.Read(ref _broken) <= 0)
            return picture;
        Interlocked.Decrement(ref _broken);
        return BrokenAs switch
        {
            BrokenPicture.Truncated => picture[..(picture.Length / 3)],
            BrokenPicture.Rubbish => [0xFF, 0xD8, .. new byte[500], 0xFF, 0xD9],
            _ => new byte[600],
        };
    }
}
