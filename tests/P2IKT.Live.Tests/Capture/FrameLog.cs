using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture;

/// <summary>Observes a stream of frames: notes what came, and lets a test look at each while it is lent.</summary>
internal sealed class FrameLog(Action<Frame>? look = null) : IObserver<Frame>
{
    private readonly List<(long Sequence, FrameSize Size)> _seen = [];

    public IReadOnlyList<long> Sequences
    {
        get
        {
            lock (_seen)
                return [.. _seen.Select(frame => frame.Sequence)];
        }
    }

    public IReadOnlyList<FrameSize> Sizes
    {
        get
        {
            lock (_seen)
                return [.. _seen.Select(frame => frame.Size)];
        }
    }

    public bool Completed { get; private set; }

    public Exception? Error { get; private set; }

    public void OnNext(Frame value)
    {
        lock (_seen)
            _seen.Add((value.Sequence, value.Size));
        look?.Invoke(value);
    }

    public void OnCompleted() => Completed = true;

    public void OnError(Exception error) => Error = error;
}
