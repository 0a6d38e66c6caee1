using P2IKT.Live.Frames.Memory;

namespace P2IKT.Live.Tests.Frames.Memory;

public sealed class NativeBufferTests
{
    [Fact]
    public unsafe void Memory_IsOfTheNativeArray()
    {
        using var buffer = new NativeBuffer<int>(5);
        buffer.Memory.Span.Fill(7);
        Assert.Equal([7, 7, 7, 7, 7], buffer.GetSpan().ToArray());
        using var pinned = buffer.Memory[2..].Pin();
        Assert.Equal(7, *(int*)pinned.Pointer);
        buffer.GetSpan()[2] = 8;
        Assert.Equal(8, *(int*)pinned.Pointer);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Pin(6));
    }

    [Fact]
    public void Dispose_Twice_LeavesNothingToRead()
    {
        var buffer = new NativeBuffer<byte>(100_000);
        var memory = buffer.Memory;
        buffer.Dispose();
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => memory.Span.Length);
    }

    [Fact]
    public void WithRoom_KeepsWhatIsLargeEnough_AndDisposesWhatIsNot()
    {
        var small = NativeBuffer.WithRoom<byte>(null, 100);
        Assert.Equal(128, small.Length);
        Assert.Same(small, NativeBuffer.WithRoom(small, 128));
        Assert.Same(small, NativeBuffer.WithRoom(small, 0));
        using var large = NativeBuffer.WithRoom(small, 129);
        Assert.Equal(256, large.Length);
        Assert.Throws<ObjectDisposedException>(() => small.GetSpan().Length);
    }
}
