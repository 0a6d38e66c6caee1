using P2IKT.Live.Capture;
using P2IKT.Live.Frames;
using P2IKT.Live.Pipeline;
using P2IKT.Live.Recording.Clips;
using P2IKT.Live.Recording.Shoots;
using P2IKT.Live.Tests.Preview.Focus;
using P2IKT.Live.Tests.Recording.Shoots;

namespace P2IKT.Live.Tests.Pipeline;

/// <summary>What the shoot of a pipeline copies, and when.</summary>
public sealed class LiveShootTests : ShootTest
{
    [Fact]
    public async Task Picture_ThatIsOutsideTheFolderOfPictures_IsLeftOut()
    {
        Directory.CreateDirectory(Copies);
        await using var owned = new DisposalList();
        var shoot = LiveShoot.Start(Options, owned);
        var camera = new CameraStub();
        await using var source = new Tethered(camera);
        using var attached = shoot.Attach(source);

        camera.Taken.OnNext(new CameraStill("A.jpg", Write("elsewhere/A.jpg", "A"), 1));
        camera.Taken.OnNext(new CameraStill("B.jpg", Write("pictures/B.jpg", "B"), 1));
        await Poll.UntilAsync(() => shoot.Copies!.State is { Copied: 1, Pending: 0 }, "the other one is copied");
        Assert.True(File.Exists(Path.Combine(Copies, "B.jpg")));
    }

    [Fact]
    public async Task Clip_ThatIsClosedAfterTheCopier_DoesNotFail()
    {
        Directory.CreateDirectory(Copies);
        var owned = new DisposalList();
        var shoot = LiveShoot.Start(Options, owned);
        var clips = shoot.Place(Options.Clips);
        await owned.DisposeAsync(); // as a pipeline does, before its recorder

        clips.Closed!(Write("clips/late.mp4", "clip"));
        Assert.Equal(0, shoot.Copies!.State.Pending);
    }

    private LiveOptions Options => new()
    {
        Source = "test:",
        StillsFolder = Pictures,
        Clips = new ClipOptions { Folder = Clips },
        Shoot = new ShootOptions { CopyFolder = Copies },
    };

    private sealed class Tethered(ICameraControls camera) : FrameSource
    {
        public override SourceDescription Description { get; } = new("test:", "camera", new FrameSize(1, 1), 0, IsLive: true);

        public override int Outstanding => 0;

        public override ICameraControls? Camera => camera;

        protected override void Capture(CancellationToken stop)
        {
            // It has no live view.
        }

        protected override void Close()
        {
            // It owns nothing.
        }
    }
}
