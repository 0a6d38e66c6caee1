using BenchmarkDotNet.Attributes;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Benchmarks;

/// <summary>What a frame costs besides its pixels: pool, share and mailbox against a fresh array for every frame.</summary>
[MemoryDiagnoser]
public class FrameBenchmarks
{
    private static readonly FrameSize Size = new(1280, 720);
    private readonly FramePool _pool = new(Size, 4);
    private readonly Mailbox<Frame> _mailbox = new(1);

    [Benchmark(Baseline = true)]
    public byte[] FreshArray() => new byte[Size.Pixels * 3];

    [Benchmark]
    public long PooledThroughAMailbox()
    {
        if (!_pool.TryRent(out var frame))
            return -1;
        using (frame)
        {
            frame.Publish(1, 1);
            _mailbox.Post(frame.Share());
        }
        _mailbox.TryTake(out var taken);
        using (taken)
            return taken!.Sequence;
    }
}
