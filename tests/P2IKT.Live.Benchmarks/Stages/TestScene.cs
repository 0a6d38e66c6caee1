using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Benchmarks.Stages;

/// <summary>The program's own scene, as fast as it is drawn.</summary>
internal static class TestScene
{
    /// <summary>Lends so many frames of it, one after another, on another thread; returns after the last.</summary>
    public static void Play(FrameSize size, int frames, Action<Frame> each)
    {
        var source = FrameSources.Open($"test:?size={size}&frames={frames}", new SourceOptions { Pace = false });
        using var subscription = source.Frames.Subscribe(each, static _ => { });
        source.Start();
        source.Ended.GetAwaiter().GetResult();
        source.DisposeAsync().AsTask().GetAwaiter().GetResult();
        if (source.Failure is { } failure)
            throw failure;
    }
}
