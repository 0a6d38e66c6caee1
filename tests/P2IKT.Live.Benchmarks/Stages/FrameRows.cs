using P2IKT.Live.Frames;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Benchmarks.Stages;

/// <summary>What else a frame meets: the recorder's conversion, and the path that carries it without touching its pixels.</summary>
internal static class FrameRows
{
    private const int Repeats = 1000; // one takes a fraction of a microsecond

    public static IEnumerable<StageRow> Measure(StageSample sample, int rounds)
    {
        var yuv = new YuvPicture(sample.Size);
        yield return new StageRow("recorder: BGR to 4:2:0", Timing.Of(rounds, () => yuv.Convert(sample.Deblurred.Sharp.Pixels)), sample.Floors.Recorder);
        using var pool = new FramePool(sample.Size, 4);
        using var mailbox = new Mailbox<Frame>(1);
        yield return new StageRow("frame path: pool, share, mailbox", Timing.Of(rounds, () => Carry(pool, mailbox), Repeats), null);
    }

    private static void Carry(FramePool pool, Mailbox<Frame> mailbox)
    {
        if (!pool.TryRent(out var frame))
            throw new InvalidOperationException("A frame was kept.");
        using (frame)
        {
            frame.Publish(0, 0);
            mailbox.Post(frame.Share());
        }
        if (mailbox.TryTake(out var taken))
            taken.Dispose();
    }
}
