using P2IKT.Live.Frames;
using P2IKT.Live.Tests.Capture;

namespace P2IKT.Live.Tests.Frames;

public sealed class FramePoolTests : FrameTest
{
    [Fact]
    public void TryRent_WithNoBufferFree_SaysNoAndCounts()
    {
        var pool = Pool(count: 1);
        using var frame = Published(pool);
        Assert.False(pool.TryRent(out _));
        Assert.Equal(1, pool.Exhausted);
    }

    [Fact]
    public void TryRent_AfterAReturn_GivesAFreshDraftOfTheSameBuffer()
    {
        var pool = Pool(count: 1);
        var first = Published(pool);
        var address = first.Address;
        first.Dispose();
        Assert.True(pool.TryRent(out var second));
        using (second)
        {
            Assert.Equal(address, second.Address);
            Assert.Equal(24, second.Draft.Length);
        }
    }

    [Fact]
    public void TryRent_OnceDisposed_Throws()
    {
        var pool = Pool();
        pool.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pool.TryRent(out _));
    }

    [Fact]
    public void Dispose_WithAFrameOut_LeavesItReadable()
    {
        var pool = Pool();
        using var frame = Published(pool, sequence: 3);
        pool.Dispose();
        Assert.Equal(3, frame.Sequence);
        Assert.Equal(24, frame.Pixels.Length);
    }

    [Fact]
    public void Constructor_OfAFrameBeyondAnArray_SaysSo() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Pool(65_500, 65_500));

    [Fact]
    public void Ledger_NamesWhoLeaked()
    {
        var ledger = new FrameLedger();
        using var pool = new FramePool(new FrameSize(1, 1), 1, PixelFormat.Bgr24, ledger);
        var leaked = Published(pool);
        Assert.Contains(nameof(Ledger_NamesWhoLeaked), ledger.Leaks(), StringComparison.Ordinal);
        leaked.Dispose();
        Assert.Empty(ledger.Leaks());
    }

    [Fact]
    public void Ledger_PoisonsWhatWasReturned()
    {
        var frame = Published(Pool());
        var stale = frame.Pixels;
        frame.Dispose();
        Assert.Equal(FrameLedger.Poison, stale[0]);
    }
}
