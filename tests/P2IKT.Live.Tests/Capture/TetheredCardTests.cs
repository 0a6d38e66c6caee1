using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Tethering;
using P2IKT.Live.Testing.Cameras;

namespace P2IKT.Live.Tests.Capture;

/// <summary>Cards that are full of files, or simply full.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class TetheredCardTests : TetheredTest
{
    [Fact]
    public async Task Picture_OfACardWhoseListingTakesLong_Arrives()
    {
        Camera.State.Fill(150);
        Camera.Manners.DescribingTime = TimeSpan.FromMilliseconds(25); // so long in all that a silent host would count as hung
        var source = OpenCamera(TimeSpan.FromSeconds(1.5));
        var numbers = Watch(source);
        await Next(numbers);
        var arrived = new TaskCompletionSource<CameraStill>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stills = source.Camera!.Stills.Subscribe(still => arrived.TrySetResult(still));
        var taken = await Camera.State.ReleaseAsync(TimeSpan.Zero);
        await Poll.UntilAsync(() => source.Camera.State.Paused?.Contains("card is being listed", StringComparison.Ordinal) == true, "it says why the picture stands still");
        var still = await arrived.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
        Assert.Equal(taken.Content, await File.ReadAllBytesAsync(still.Path, Cancel));
        await NextNew(numbers);
        Assert.Null(source.Camera.State.Paused);
        Assert.Equal(1u, Camera.Sessions);
    }

    [Fact]
    public async Task Exposure_LongerThanASilentHostMayTake_IsWaitedFor()
    {
        Camera.Manners.ReleaseTime = TimeSpan.FromSeconds(8);
        var source = OpenCamera(TimeSpan.FromSeconds(4)); // less is not enough to open it on a busy machine
        await Next(Watch(source));
        Assert.Equal("DSC_0001.JPG", (await source.Camera!.CaptureStillAsync(Cancel)).Name);
        Assert.Equal(1u, Camera.Sessions);
    }

    [Fact]
    public async Task Card_FullWhileExposing_IsToldAtOnce()
    {
        Camera.State.CardIsFull = true;
        var source = OpenCamera();
        await Next(Watch(source));
        var refused = await Assert.ThrowsAsync<CaptureException>(() => source.Camera!.CaptureStillAsync(Cancel).WaitAsync(TimeSpan.FromSeconds(60), Cancel)); // not after 75 s
        Assert.Contains("card is full", refused.Message, StringComparison.Ordinal);
        Assert.Equal(refused.Message, source.Camera!.State.Problem);
    }

    [Fact]
    public async Task Card_FullAtTheCamerasOwnButton_IsTold()
    {
        Camera.State.CardIsFull = true;
        var source = OpenCamera();
        await Next(Watch(source));
        await Camera.State.ShootAsync(TimeSpan.Zero);
        await Poll.UntilAsync(() => source.Camera!.State.Problem?.Contains("card is full", StringComparison.Ordinal) == true, "the problem is told");
    }

    [Fact]
    public async Task Picture_ThatIsEmptyOnTheCamera_IsNoPicture()
    {
        Camera.State.Exposure = static _ => [];
        var source = OpenCamera();
        await Next(Watch(source));
        var refused = await Assert.ThrowsAsync<CaptureException>(() => source.Camera!.CaptureStillAsync(Cancel));
        Assert.Contains("DSC_0001.JPG", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Stills));
        Assert.Equal(0, source.Camera!.State.Stills);
    }
}
