using System.Reactive.Subjects;
using System.Runtime.CompilerServices;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Frames;
using P2IKT.Live.Recording.Clips;

namespace P2IKT.Live.Tests.Recording.Clips;

/// <summary>The clips of a recording that is split.</summary>
public sealed class ClipSequenceTests : ClipTest
{
    [Fact]
    public async Task Clip_ThatIsClosedAfterASplit_IsForgotten_AndItsFramesStillCount()
    {
        Assert.SkipWhen(FfmpegProgram.Path is null, "Needs the program ffmpeg.");
        var options = new ClipOptions { Folder = Folder, SplitAfter = TimeSpan.FromSeconds(1) };
        using var notices = new Subject<Notice>();
        using var frames = new FrameBacklog(options, 30);
        using var subscription = Stream.Subscribe(frames.Post);
        using var reading = frames.BeginReading();
        var clips = new ClipSequence(In("long.mp4"), options, () => Facts, frames, notices);

        var first = BeginClip(clips, frames);
        Write(clips, frames, 1); // fills the first second with repetitions, which do not count
        Write(clips, frames, 1.1);
        await Poll.UntilAsync(() => !first.IsAlive, "the first clip is forgotten", GC.Collect);
        Assert.Equal(3, clips.Recorded);

        clips.CloseLast(null);
        await clips.Closed.WaitAsync(Timeout, Cancel);
        Assert.Equal(3, clips.Recorded);
        Assert.True(clips.HasClip);
        Assert.True(File.Exists(In("long-2.mp4")));
    }

    // Not inlined: no local of the test may hold the clip.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference BeginClip(ClipSequence clips, FrameBacklog frames)
    {
        Write(clips, frames, 0);
        return new WeakReference(clips.Current);
    }

    private void Write(ClipSequence clips, FrameBacklog frames, double seconds)
    {
        Send(seconds);
        Assert.True(frames.Take(out var frame, TimeSpan.Zero));
        using (frame)
            clips.Write(frame);
    }
}
