using System.Runtime.InteropServices;
using P2IKT.Live.Capture;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture;

public sealed class OwnershipUnderStressTests : FrameTest
{
    private const int Frames = 1_000_000;

    /// <summary>
    /// The number of a frame is written into all its pixels. A reader that finds two numbers in one picture, or another than
    /// the frame's own, has read a buffer that was in use again.
    /// </summary>
    [Fact]
    public async Task TwoReadersThroughMailboxes_WithTheSmallestPool_NeverSeeABufferReused()
    {
        using var pool = new FramePool(new FrameSize(16, 4), 5); // one draft, and for each mailbox one waiting and one being read
        await using var source = new ScriptedSourceOfNumbers(pool, Frames);
        using var first = new Mailbox<Frame>(1);
        using var second = new Mailbox<Frame>(1);
        using var one = source.Frames.Subscribe(frame => first.Post(frame.Share()));
        using var two = source.Frames.Subscribe(frame => second.Post(frame.Share()));
        var readers = new[] { Task.Run(() => Read(first), Cancel), Task.Run(() => Read(second), Cancel) };

        source.Start();
        await source.Ended.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        first.Complete();
        second.Complete();
        var mixed = await Task.WhenAll(readers);

        Assert.Null(source.Failure);
        Assert.Equal([0, 0], mixed);
        Assert.Equal(Frames, source.Captured);
        Assert.Equal(0, source.Dropped);
        Assert.Equal(Frames, first.Counts.Taken + first.Counts.Dropped);
        Assert.Equal(Frames, second.Counts.Taken + second.Counts.Dropped);
        Assert.Equal(0, pool.Outstanding);
    }

    private static int Read(Mailbox<Frame> box)
    {
        var mixed = 0;
        while (box.Take(out var frame))
        {
            using (frame)
            {
                if (MemoryMarshal.Cast<byte, long>(frame.Pixels).ContainsAnyExcept(frame.Sequence))
                    mixed++;
            }
        }
        return mixed;
    }

    private sealed class ScriptedSourceOfNumbers(FramePool pool, int frames) : FrameSource
    {
        public override SourceDescription Description { get; } = new("numbers:", "numbers", pool.Size, 0, IsLive: false);

        public override int Outstanding => pool.Outstanding;

        protected override void Capture(CancellationToken stop)
        {
            for (var i = 0L; i < frames; i++)
            {
                Deliver(pool, 1, i, static (draft, number) =>
                {
                    MemoryMarshal.Cast<byte, long>(draft.Draft).Fill(number);
                    return true;
                });
            }
        }

        protected override void Close() => pool.Dispose();
    }
}
