using System.Diagnostics.CodeAnalysis;
using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Clips;

/// <summary>
/// The frames on their way from the stream to the encoder. While nothing is recorded it keeps the pre-roll, and drops what is older.
/// </summary>
/// <remarks>
/// Frames are posted on the stream's thread, which never blocks, and taken on the recorder's. The demand for frames is held here: for the
/// whole time when there is a pre-roll, else while a recording reads.
/// </remarks>
internal sealed class FrameBacklog : IDisposable
{
    private readonly Mailbox<RecordedFrame> _mailbox;
    private readonly int _preRollFrames;
    private readonly bool _keepsSource;
    private readonly FrameDemand? _demand;
    private readonly IDisposable? _wantedForPreRoll;
    private readonly Lock _gate = new(); // who removes frames: the reader, or the trimming in Post; never held for long
    private bool _isRead;

    /// <summary>Holds no frame yet.</summary>
    /// <param name="options">Depth, pre-roll and demand.</param>
    /// <param name="framesPerSecond">Nominal rate of the source; 0 if it is not known.</param>
    public FrameBacklog(ClipOptions options, double framesPerSecond)
    {
        _preRollFrames = options.PreRollFrames(framesPerSecond);
        _mailbox = new Mailbox<RecordedFrame>(options.Depth + _preRollFrames);
        (_keepsSource, _demand) = (options.KeepSource, options.Demand);
        _wantedForPreRoll = _preRollFrames > 0 ? _demand?.Want() : null;
    }

    /// <summary>Whether the stream has ended and every frame was taken.</summary>
    public bool IsFinished => _mailbox.IsFinished;

    /// <summary>Frames that were dropped because the encoder was behind, over the whole time.</summary>
    public long Dropped => _mailbox.Counts.Dropped;

    /// <summary>Keeps a share of a lent frame, if a recording reads or the pre-roll wants it.</summary>
    public void Post(DeblurredFrame frame)
    {
        lock (_gate)
        {
            if (_isRead || _preRollFrames > 0)
                _mailbox.Post(new RecordedFrame(frame, _keepsSource));
            while (!_isRead && _mailbox.Counts.Waiting > _preRollFrames && _mailbox.TryTake(out var old))
                old.Dispose();
        }
    }

    /// <summary>The stream has ended: no frame is posted any more.</summary>
    public void Complete() => _mailbox.Complete();

    /// <summary>From now on frames are kept until they are taken; ends when the result is disposed. One reader at a time.</summary>
    public IDisposable BeginReading() => new Reading(this);

    /// <summary>Takes the oldest frame, with its ownership; waits at most this long. For the reader.</summary>
    public bool Take([NotNullWhen(true)] out RecordedFrame? frame, TimeSpan timeout) => _mailbox.Take(out frame, timeout);

    /// <summary>Releases every frame.</summary>
    public void Dispose()
    {
        _wantedForPreRoll?.Dispose();
        _mailbox.Dispose();
    }

    private void SetRead(bool isRead)
    {
        lock (_gate)
            _isRead = isRead;
    }

    private sealed class Reading : IDisposable
    {
        private readonly FrameBacklog _backlog;
        private readonly IDisposable? _wanted;

        public Reading(FrameBacklog backlog)
        {
            (_backlog, _wanted) = (backlog, backlog._demand?.Want());
            backlog.SetRead(true);
        }

        public void Dispose()
        {
            _backlog.SetRead(false);
            _wanted?.Dispose();
        }
    }
}
