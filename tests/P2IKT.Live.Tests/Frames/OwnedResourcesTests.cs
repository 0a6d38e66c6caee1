using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Frames;

public sealed class OwnedResourcesTests
{
    private readonly List<int> _disposed = [];

    [Fact]
    public void Dispose_OfSeveral_DisposesTheLastFirstAndOnce()
    {
        var owned = Three();
        owned.Dispose();
        owned.Dispose();

        Assert.Equal([2, 1, 0], _disposed);
    }

    [Fact]
    public void Move_LeavesNothingToTheFormerOwner()
    {
        var owned = Three();
        var moved = owned.Move();
        owned.Dispose();
        Assert.Empty(_disposed);

        moved.Dispose();
        Assert.Equal([2, 1, 0], _disposed);
    }

    [Fact]
    public void Dispose_WhenOneThrows_DisposesTheOthersAndThrows()
    {
        var owned = Three();
        owned.Add(new Resource(() => throw new FormatException()));

        Assert.Throws<FormatException>(owned.Dispose);
        Assert.Equal([2, 1, 0], _disposed);
    }

    private OwnedResources Three()
    {
        var owned = new OwnedResources();
        for (var i = 0; i < 3; i++)
        {
            var number = i;
            owned.Add(new Resource(() => _disposed.Add(number)));
        }
        return owned;
    }

    private sealed class Resource(Action dispose) : IDisposable
    {
        public void Dispose() => dispose();
    }
}
