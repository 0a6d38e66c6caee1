using P2IKT.Live.Pipeline;

namespace P2IKT.Live.Tests.Pipeline;

public sealed class DisposalListTests
{
    private readonly List<string> _disposed = [];

    [Fact]
    public async Task DisposeAsync_OfSeveral_FollowsTheOrderInWhichTheyWereAdded()
    {
        var list = new DisposalList();
        list.Add(new Owned("source", _disposed));
        list.AddDisposable(new Owned("stage", _disposed));
        await list.DisposeAsync();
        await list.DisposeAsync();
        Assert.Equal(["source", "stage"], _disposed);
    }

    [Fact]
    public async Task DisposeAsync_WhenOneFails_DisposesTheRestAndThrows()
    {
        var list = new DisposalList();
        list.Add(new Owned("bad", _disposed));
        list.Add(new Owned("stage", _disposed));
        await Assert.ThrowsAsync<InvalidOperationException>(() => list.DisposeAsync().AsTask());
        Assert.Equal(["bad", "stage"], _disposed);
    }

    [Fact]
    public async Task DisposeAsync_AfterMove_DisposesNothing()
    {
        var list = new DisposalList();
        list.Add(new Owned("source", _disposed));
        var moved = list.Move();
        await list.DisposeAsync();
        Assert.Empty(_disposed);
        await moved.DisposeAsync();
        Assert.Single(_disposed);
    }

    private sealed class Owned(string name, List<string> disposed) : IAsyncDisposable, IDisposable
    {
        public void Dispose()
        {
            disposed.Add(name);
            if (name == "bad")
                throw new InvalidOperationException("It failed.");
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
