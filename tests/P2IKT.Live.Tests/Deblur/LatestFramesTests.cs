using System.Reactive.Subjects;
using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Deblur;

public sealed class LatestFramesTests : IDisposable
{
    private readonly FramePool _pool = new(new FrameSize(8, 8), 4 * (FrameLease.MaxHeldFrames + 1));
    private readonly Subject<DeblurredFrame> _frames = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _frames.Dispose();
        Assert.Equal(0, _pool.Outstanding);
        _pool.Dispose();
    }

    [Fact]
    public async Task Reader_SlowerThanTheStream_GetsTheNewest()
    {
        await using var reader = _frames.Latest(Cancel).GetAsyncEnumerator(Cancel);
        var first = reader.MoveNextAsync();
        Publish(0);
        Assert.True(await first);
        Publish(1);
        Publish(2);
        Assert.Equal(0, reader.Current.Frame.Source.Sequence);

        Assert.True(await reader.MoveNextAsync());
        Assert.Equal(2, reader.Current.Frame.Source.Sequence);
    }

    [Fact]
    public async Task Lease_EndsWhenTheNextIsAskedFor()
    {
        await using var reader = _frames.Latest(Cancel).GetAsyncEnumerator(Cancel);
        var first = reader.MoveNextAsync();
        Publish(0);
        await first;
        var lease = reader.Current;
        Publish(1);
        await reader.MoveNextAsync();

        Assert.Throws<ObjectDisposedException>(() => lease.Frame);
        Assert.Throws<ObjectDisposedException>(lease.Share);
        Assert.Equal(4, _pool.Outstanding); // four parts of the one that is lent
    }

    [Fact]
    public async Task Share_OutlivesTheLease()
    {
        var reader = _frames.Latest(Cancel).GetAsyncEnumerator(Cancel);
        var first = reader.MoveNextAsync();
        Publish(7);
        await first;
        using var kept = reader.Current.Share();
        await reader.DisposeAsync();

        Assert.Equal(7, kept.Source.Sequence);
        Assert.Equal(4, _pool.Outstanding);
    }

    [Fact]
    public async Task Stream_ThatEnds_DeliversItsLastFrameFirst()
    {
        var read = ReadAsync();
        Publish(3);
        _frames.OnCompleted();

        Assert.Equal([3], await read);
    }

    [Fact]
    public async Task Stream_ThatFails_ThrowsItsFailure()
    {
        var read = ReadAsync();
        _frames.OnError(new InvalidOperationException("The camera is gone."));

        Assert.Equal("The camera is gone.", (await Assert.ThrowsAsync<InvalidOperationException>(() => read)).Message);
    }

    [Fact]
    public async Task Loop_ThatIsLeft_HoldsNothingAndHearsNoMore()
    {
        var reader = _frames.Latest(Cancel).GetAsyncEnumerator(Cancel);
        var first = reader.MoveNextAsync();
        Publish(0);
        await first;
        Publish(1);
        await reader.DisposeAsync();

        Assert.False(_frames.HasObservers);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public async Task Loop_ThatIsCancelled_Ends()
    {
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var reader = _frames.Latest(cancelling.Token).GetAsyncEnumerator(Cancel);
        var first = reader.MoveNextAsync();
        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.AsTask());
        Assert.False(_frames.HasObservers);
    }

    private async Task<List<long>> ReadAsync()
    {
        var numbers = new List<long>();
        await foreach (var lease in _frames.Latest(Cancel))
            numbers.Add(lease.Frame.Source.Sequence);
        return numbers;
    }

    private void Publish(long sequence)
    {
        var parts = new Frame[4];
        for (var i = 0; i < parts.Length; i++)
        {
            Assert.True(_pool.TryRent(out var part), "The reader holds more frames than it says.");
            part.Publish(sequence, 0);
            parts[i] = part;
        }
        using var frame = new DeblurredFrame(parts[0], parts[1], parts[2], parts[3], 8);
        _frames.OnNext(frame);
    }
}
