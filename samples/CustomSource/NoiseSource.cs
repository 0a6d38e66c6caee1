using System.Diagnostics;
using P2IKT.Live.Capture;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Samples.CustomSource;

/// <summary>Adds the scheme <c>noise:</c>, such as <c>noise:?size=640x480&amp;fps=30</c>: grey noise, without a camera.</summary>
internal sealed class NoiseProvider : ISourceProvider
{
    private static readonly SourceOption<FrameSize> Size = SourceOption.Size("size");
    private static readonly SourceOption<double> FrameRate = SourceOption.FrameRate("fps");

    public string Kind => "noise";

    public IReadOnlyList<string> Schemes => ["noise"];

    public IReadOnlyList<SourceEntry> Usage => [new("noise:?size=640x480&fps=30", "grey noise")];

    public IReadOnlyList<SourceOption> Options => [Size, FrameRate];

    public ValueTask<FrameSource> OpenAsync(SourceUri uri, SourceOptions options, CancellationToken cancellation)
    {
        var description = new SourceDescription(
            uri.ToString(), "noise", uri.Options.Get(Size, new FrameSize(640, 480)), uri.Options.Get(FrameRate, 30), IsLive: true);
        return new(new NoiseSource(description, options));
    }
}

internal sealed class NoiseSource(SourceDescription description, SourceOptions options) : FrameSource
{
    private readonly FramePool _pool = new(description.Size, options.PoolFrames);

    public override SourceDescription Description => description;

    public override int Outstanding => _pool.Outstanding;

    // The capture thread's loop, until the source is stopped. Deliver fills a buffer of the pool; if none is free, it counts a dropped frame.
    protected override void Capture(CancellationToken stop)
    {
        var interval = options.Pace ? TimeSpan.FromSeconds(1 / description.FramesPerSecond) : TimeSpan.Zero;
        while (!stop.WaitHandle.WaitOne(interval))
        {
            Deliver(_pool, Stopwatch.GetTimestamp(), Random.Shared, static (frame, random) =>
            {
                random.NextBytes(frame.Draft);
                return true;
            });
        }
    }

    protected override void Close() => _pool.Dispose();
}
