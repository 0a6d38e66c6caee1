using FsCheck.Xunit;
using P2IKT.Live.Frames;
using P2IKT.Live.Tests.Capture;

namespace P2IKT.Live.Tests.Frames;

public sealed class MailboxTests : FrameTest
{
    [Fact]
    public void Post_IntoAFullMailbox_DisposesTheOldest()
    {
        var pool = Pool(count: 3);
        using var box = new Mailbox<Frame>(1);
        box.Post(Published(pool, 0));
        box.Post(Published(pool, 1));
        Assert.Equal(1, pool.Outstanding);
        Assert.True(box.TryTake(out var kept));
        using (kept)
            Assert.Equal(1, kept.Sequence);
        Assert.Equal(1, box.Counts.Dropped);
    }

    [Fact]
    public void Post_AfterCompletion_DisposesAndCounts()
    {
        var pool = Pool();
        using var box = new Mailbox<Frame>(1);
        box.Complete();
        Assert.False(box.Post(Published(pool)));
        Assert.Equal(0, pool.Outstanding);
        Assert.Equal(1, box.Counts.Rejected);
    }

    [Fact]
    public void Dispose_Undrained_DisposesWhatIsLeft()
    {
        var pool = Pool();
        var box = new Mailbox<Frame>(2);
        box.Post(Published(pool, 0));
        box.Post(Published(pool, 1));
        box.Dispose();
        Assert.Equal(0, pool.Outstanding);
        Assert.Equal(2, box.Counts.Undrained);
    }

    [Fact]
    public void Take_OnceCompleted_GivesTheRestAndThenEnds()
    {
        using var box = new Mailbox<Frame>(2);
        box.Post(Published(Pool(), 4));
        box.Complete();
        Assert.True(box.Take(out var frame));
        frame.Dispose();
        Assert.False(box.Take(out _));
    }

    [Fact]
    public async Task Take_Waiting_IsWokenByCompletion()
    {
        using var box = new Mailbox<Frame>(1);
        var reader = Task.Run(() => box.Take(out _), Cancel);
        box.Complete();
        Assert.False(await reader.WaitAsync(TimeSpan.FromSeconds(60), Cancel));
    }

    /// <summary>Whatever is done to it, in whatever order: nothing is lost uncounted, and nothing leaks.</summary>
    [Property]
    public void Counts_AfterAnyHistory_AddUp(FsCheck.PositiveInt depth, bool[] posts, bool complete)
    {
        var pool = Pool(count: (posts.Length * 2) + 1);
        var box = new Mailbox<Frame>(Math.Min(depth.Get, 5));
        var oldest = 0L;
        for (var i = 0; i < posts.Length; i++)
        {
            if (posts[i])
            {
                box.Post(Published(pool, i));
            }
            else if (box.TryTake(out var frame))
            {
                Assert.True(frame.Sequence >= oldest, "A mailbox keeps the order.");
                oldest = frame.Sequence;
                frame.Dispose();
            }
            var now = box.Counts;
            Assert.Equal(now.Posted, now.Taken + now.Dropped + now.Undrained + now.Waiting);
            Assert.Equal(pool.Outstanding, now.Waiting);
        }
        if (complete)
            box.Complete();
        box.Dispose();
        var end = box.Counts;
        Assert.Equal(posts.Count(post => post), end.Posted);
        Assert.Equal(end.Posted, end.Taken + end.Dropped + end.Undrained);
        Assert.Equal(0, pool.Outstanding);
    }
}
