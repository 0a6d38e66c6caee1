using P2IKT.Live.Capture;
using P2IKT.Live.Frames;
using P2IKT.Live.Testing.Cameras;

namespace P2IKT.Live.Tests.Capture;

[Trait(TestKind.Name, TestKind.Component)]
public sealed class TetheredLiveViewTests : TetheredTest
{
    [Fact]
    public async Task LiveView_OfACamera_ArrivesInOrder()
    {
        Camera.Size = new FrameSize(1024, 680);
        Camera.FramesPerSecond = 30;
        var source = OpenCamera();
        Assert.Equal(new FrameSize(1024, 680), source.Description.Size);
        Assert.Equal(Camera.Uri, source.Description.Uri);
        Assert.Equal("P2IKT Test Camera", source.Description.Name);
        Assert.True(source.Description.IsLive);

        var numbers = Watch(source);
        var before = await Next(numbers);
        for (var i = 0; i < 30; i++)
        {
            var number = await Next(numbers);
            Assert.InRange((byte)(number - before), 1, 127); // later, going round at 256
            before = number;
        }
        Assert.Equal(0, source.Broken);
    }

    [Theory]
    [InlineData("Rubbish")]
    [InlineData("Truncated")]
    [InlineData("Absent")]
    public async Task BrokenPicture_IsDroppedAndCountedAndTheStreamGoesOn(string how)
    {
        var source = OpenCamera();
        var numbers = Watch(source);
        await Next(numbers);
        Camera.Manners.BrokenAs = Enum.Parse<BrokenPicture>(how);
        do // a broken picture that a newer one overtakes is not seen, like any other: on a machine that stands still, all three
        {
            Camera.Manners.Break(3);
            await Poll.UntilAsync(() => Camera.Manners.BrokenLeft == 0, "the broken pictures are sent");
            await NextNew(numbers);
        }
        while (source.Broken == 0);
        Assert.InRange(source.Broken, 1, 3);
        Assert.Equal(1u, Camera.Sessions); // not lost for that
    }

    [Fact]
    public async Task LiveView_ThatChangesItsSize_GoesOnInTheNewOne()
    {
        var source = OpenCamera();
        var log = new FrameLog();
        using var frames = source.Frames.Subscribe(log);
        source.Start();
        await Poll.UntilAsync(() => log.Sizes.Contains(new FrameSize(256, 168)), "the first frame is there");
        Camera.Size = new FrameSize(160, 120);
        await Poll.UntilAsync(() => log.Sizes.Contains(new FrameSize(160, 120)), "the size has changed");
        Assert.Equal(0, source.Broken);
    }

    [Fact]
    public async Task Connection_Cut_IsMadeAgain()
    {
        var source = OpenCamera();
        var numbers = Watch(source);
        await Next(numbers);
        var lost = UntilConnection(source, ConnectionState.Lost); // watches from here on
        Camera.DropConnections();
        await lost;
        await NextNew(numbers);
        await UntilConnection(source, ConnectionState.Connected);
        Assert.Equal(2u, Camera.Sessions);
        Assert.True(source.Camera!.State.Connected);
        Assert.Null(source.Failure);
    }

    [Fact]
    public async Task Camera_SwitchedOff_IsFoundWhenItReturns()
    {
        var source = OpenCamera();
        var numbers = Watch(source);
        await Next(numbers);
        var lost = UntilConnection(source, ConnectionState.Lost); // watches from here on
        await Camera.Unplug();
        await lost;
        await Poll.UntilAsync(() => source.Camera!.State.Problem is not null, "an attempt has failed");
        Assert.Contains("No camera answers", source.Camera!.State.Problem, StringComparison.Ordinal);
        Camera.PlugIn();
        await NextNew(numbers);
        Assert.Null(source.Camera.State.Problem);
    }

    [Fact]
    public async Task Camera_ThatStalls_IsGivenUpAndTriedAgain()
    {
        var source = OpenCamera(TimeSpan.FromSeconds(1.5));
        var numbers = Watch(source);
        await Next(numbers);
        var lost = UntilConnection(source, ConnectionState.Lost); // watches from here on
        Camera.Manners.Stall();
        await lost;
        Camera.Manners.Resume();
        await NextNew(numbers);
    }

    [Theory]
    [InlineData("STOP")] // hangs, as in a driver that never returns
    [InlineData("KILL")] // dies, as with a driver that writes where it should not
    public async Task Host_ThatHangsOrCrashes_IsReplaced(string signal)
    {
        var source = OpenCamera(TimeSpan.FromSeconds(1.5));
        var numbers = Watch(source);
        await Next(numbers);
        var host = HostOf(source);
        var lost = UntilConnection(source, ConnectionState.Lost); // watches from here on
        Signal(host, signal);
        await lost;
        await NextNew(numbers);
        Assert.NotEqual(host, HostOf(source));
        Assert.False(IsHost(host));
        Note(source);
    }

    [Fact]
    public async Task Dispose_WhileTheCameraStalls_IsSoonDone()
    {
        var source = OpenCamera();
        var numbers = Watch(source);
        await Next(numbers);
        Camera.Manners.Stall();
        await source.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(15), Cancel); // the host's grace, on a busy machine
        Assert.Null(source.Failure);
    }

    [Fact]
    public async Task Dispose_LeavesTheCameraInOrder()
    {
        var source = OpenCamera();
        var numbers = Watch(source);
        await Next(numbers);
        await source.DisposeAsync();
        await Poll.UntilAsync(() => !Camera.State.InLiveView, "the live view is switched off");
    }
}
