using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Tethering;

namespace P2IKT.Live.Tests.Capture;

/// <summary>What holds where a picture is in the camera's memory only: nothing but the computer can keep it.</summary>
public abstract class TetheredMemoryTests : TetheredPairTests
{
    [Fact]
    public async Task Picture_ThatTheDiskDoesNotTake_IsHeldAndTheRestStaysInTheCamera()
    {
        var camera = await Running();
        await File.WriteAllTextAsync(Stills, "a file where the folder should be", Cancel);
        await Pairs.ReleaseAsync();
        await Poll.UntilAsync(() => camera.State.Problem is not null, "it is told");
        Assert.Contains("is held until it can be", camera.State.Problem, StringComparison.Ordinal);
        Assert.Equal(1, Pairs.InMemory);
        var refused = await Assert.ThrowsAsync<CaptureException>(() => camera.CaptureStillAsync(Cancel));
        Assert.Contains("was not released", refused.Message, StringComparison.Ordinal);

        File.Delete(Stills);
        await Poll.UntilAsync(() => camera.State.Stills == 2, "both are saved");
        AssertAllAreSaved();
        Assert.Null(camera.State.Problem);
        Assert.Equal(0, camera.State.NotSaved);
    }

    [Fact]
    public async Task Picture_ThatCannotBeRead_IsToldUntilAnOrderGoesWell()
    {
        var camera = await Running();
        Pairs.FailToRead(1);
        await Pairs.ReleaseAsync();
        await Poll.UntilAsync(() => camera.State.NotSaved == 1, "it is told");
        var reported = camera.State.Problem;
        Assert.Contains("may still be on it, or be lost", reported, StringComparison.Ordinal);
        // What failed may stay in the camera.
        await Poll.UntilAsync(() => camera.State.Stills >= 1 && Pairs.InMemory <= 1, "the other file is saved");
        Assert.Equal(reported, camera.State.Problem);

        await camera.SetAsync("iso", "200", Cancel);
        Assert.Null(camera.State.Problem);
        Assert.Equal(1, camera.State.NotSaved);
    }

    [Fact]
    public async Task Connection_CutWhileAPictureIsRead_IsToldEvenWhenTheCameraIsBack()
    {
        var source = OpenTethered(Pairs);
        var numbers = Watch(source);
        await Next(numbers);
        var camera = source.Camera!;
        await Pairs.ReleaseAsync();
        await Poll.UntilAsync(() => camera.State.Stills == 2, "the first pair is saved");
        Pairs.Manners.DropsAfter = 100_000;
        var lost = UntilConnection(source, ConnectionState.Lost); // watches from here on
        await Pairs.ReleaseAsync();
        await lost;
        await UntilConnection(source, ConnectionState.Connected);
        await NextNew(numbers);
        Assert.Contains("may still be on it, or be lost", camera.State.Problem, StringComparison.Ordinal);
        Assert.Equal(1, camera.State.NotSaved);
        Assert.DoesNotContain(Directory.EnumerateFiles(Stills), path => new FileInfo(path).Length <= 100_000);
    }

    [Fact]
    public async Task Dispose_RightAfterAShot_SavesWhatIsInTheMemory()
    {
        var source = OpenTethered(Pairs);
        await Next(Watch(source));
        await Pairs.ReleaseAsync();
        await source.DisposeAsync();
        AssertAllAreSaved();
    }
}
