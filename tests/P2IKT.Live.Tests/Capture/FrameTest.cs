using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture;

/// <summary>A test that touches frames: it ends with every buffer back, or with the stack of whoever kept one.</summary>
public abstract class FrameTest : IAsyncDisposable
{
    private readonly List<FramePool> _pools = [];
    private readonly List<FrameSource> _sources = [];

    private protected FrameLedger Ledger { get; } = new();

    private protected CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var source in _sources)
            await source.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        Assert.True(Ledger.Open == 0, Ledger.Leaks());
        Assert.All(_sources, source => Assert.Equal(0, source.Outstanding));
        Assert.All(_pools, pool => Assert.Equal(0, pool.Outstanding));
        _pools.ForEach(pool => pool.Dispose());
    }

    private protected FramePool Pool(int width = 4, int height = 2, int count = 2, PixelFormat format = PixelFormat.Bgr24)
    {
        var pool = new FramePool(new FrameSize(width, height), count, format, Ledger);
        _pools.Add(pool);
        return pool;
    }

    private protected FrameSource Open(string uri, TimeProvider? time = null, bool pace = true, int buffers = 4) =>
        Track(FrameSources.Open(uri, Options(time, pace, buffers)));

    private protected SourceOptions Options(TimeProvider? time = null, bool pace = true, int buffers = 4) =>
        new() { Ledger = Ledger, Pace = pace, PoolFrames = buffers, TimeProvider = time ?? TimeProvider.System };

    private protected T Track<T>(T source)
        where T : FrameSource
    {
        _sources.Add(source);
        return source;
    }

    private protected async Task Play(FrameSource source)
    {
        source.Start();
        await source.Ended.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
    }

    private protected static Frame Published(FramePool pool, long sequence = 0)
    {
        Assert.True(pool.TryRent(out var frame));
        frame.Publish(sequence, capturedAt: 1);
        return frame;
    }
}
