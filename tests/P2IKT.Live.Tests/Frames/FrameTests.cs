using P2IKT.Live.Frames;
using P2IKT.Live.Tests.Capture;

namespace P2IKT.Live.Tests.Frames;

public sealed class FrameTests : FrameTest
{
    [Fact]
    public void Dispose_Twice_ReturnsTheBufferOnce()
    {
        var pool = Pool(count: 1);
        var frame = Published(pool);
        frame.Dispose();
        frame.Dispose();
        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public void Pixels_AfterDispose_Throws()
    {
        var frame = Published(Pool());
        frame.Dispose();
        Assert.Throws<ObjectDisposedException>(() => frame.Pixels.Length);
    }

    [Fact]
    public void Share_AfterDispose_Throws()
    {
        var frame = Published(Pool());
        frame.Dispose();
        Assert.Throws<ObjectDisposedException>(frame.Share);
    }

    [Fact]
    public void Share_OutlivesTheOriginal()
    {
        var pool = Pool(count: 1);
        var frame = Published(pool, sequence: 7);
        using var share = frame.Share();
        frame.Dispose();
        Assert.Equal(7, share.Sequence);
        Assert.Equal(1, pool.Outstanding);
    }

    [Fact]
    public void Share_OfADraft_Throws()
    {
        Assert.True(Pool().TryRent(out var frame));
        using (frame)
            Assert.Throws<InvalidOperationException>(frame.Share);
    }

    [Fact]
    public void Draft_OncePublished_Throws()
    {
        using var frame = Published(Pool());
        Assert.Throws<InvalidOperationException>(() => frame.Draft.Length);
    }

    [Fact]
    public void Publish_Twice_Throws()
    {
        using var frame = Published(Pool());
        Assert.Throws<InvalidOperationException>(() => frame.Publish(1, 1));
    }

    [Fact]
    public unsafe void Address_IsThatOfThePixels()
    {
        using var frame = Published(Pool());
        fixed (byte* first = frame.Pixels)
            Assert.Equal((nint)first, frame.Address);
    }

    [Fact]
    public void Values_OfAPicture_Throws()
    {
        using var frame = Published(Pool());
        Assert.Throws<InvalidOperationException>(() => frame.Values.Length);
    }

    [Fact]
    public void Values_OfAMap_AreItsFloats()
    {
        using var frame = Published(Pool(width: 3, height: 5, format: PixelFormat.Float32));
        Assert.Equal(15, frame.Values.Length);
        Assert.Equal(12, frame.Stride);
    }
}
