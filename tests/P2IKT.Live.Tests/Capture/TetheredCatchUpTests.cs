using P2IKT.Live.Capture;
using P2IKT.Live.Testing.Cameras;

namespace P2IKT.Live.Tests.Capture;

/// <summary>Pictures that the camera takes while it is away are fetched from its card when it is back.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class TetheredCatchUpTests : TetheredTest
{
    [Fact]
    public async Task Pictures_TakenWhileTheCameraWasAway_AreFetched_AndOlderOnesAreNot()
    {
        Camera.State.Fill(3);
        var source = OpenCamera();
        var numbers = Watch(source);
        await Next(numbers);
        var first = await Camera.State.ReleaseAsync(TimeSpan.Zero);
        await UntilSaved(source.Camera!, first);

        await Lose(source);
        List<TestCameraStill> away = [await Camera.State.ReleaseAsync(TimeSpan.Zero), await Camera.State.ReleaseAsync(TimeSpan.Zero)];
        Camera.PlugIn();
        await UntilSaved(source.Camera!, [.. away]);
        var next = await Camera.State.ReleaseAsync(TimeSpan.Zero); // and the session goes on
        await UntilSaved(source.Camera!, next);

        Assert.Equal(4, Directory.GetFiles(Stills).Length);
        Assert.Equal(4, source.Camera!.State.Stills);
        Assert.Null(source.Camera.State.Problem);
        await NextNew(numbers);
    }

    [Fact]
    public async Task Pictures_OfTwoAbsences_AreFetchedOnce()
    {
        var source = OpenCamera();
        await Next(Watch(source));
        List<TestCameraStill> taken = [await Camera.State.ReleaseAsync(TimeSpan.Zero)];
        await UntilSaved(source.Camera!, [.. taken]);
        for (var i = 0; i < 2; i++)
        {
            await Lose(source);
            taken.Add(await Camera.State.ReleaseAsync(TimeSpan.Zero));
            Camera.PlugIn();
            await UntilSaved(source.Camera!, [.. taken]);
        }
        await UntilTheCardIsQuiet(source);
        Assert.Equal(3, Directory.GetFiles(Stills).Length);
    }

    [Fact]
    public async Task Pictures_CutOffTwiceInACatchUp_AreCountedOnce_AndComeAll()
    {
        Camera.State.Exposure = static number => Noise(number, 3_000_000);
        var source = OpenCamera();
        await Next(Watch(source));
        List<TestCameraStill> taken = [await Camera.State.ReleaseAsync(TimeSpan.Zero)];
        await UntilSaved(source.Camera!, [.. taken]);
        await Lose(source);
        for (var i = 0; i < 3; i++)
            taken.Add(await Camera.State.ReleaseAsync(TimeSpan.Zero));
        for (var i = 0; i < 2; i++)
        {
            Camera.Manners.AnswerTime = TimeSpan.FromMilliseconds(60); // so that the downloads take a while
            Camera.PlugIn();
            await Poll.UntilAsync(() => source.Camera!.State.Waiting > 0, "they wait");
            Note(source);
            await Lose(source);
            await Poll.UntilAsync(() => source.Camera!.State.Waiting == 0, "they do not wait any more");
            Assert.InRange(source.Camera!.State.NotSaved, 1, 3);
        }
        Camera.Manners.AnswerTime = TimeSpan.Zero;
        Camera.PlugIn();
        await UntilSaved(source.Camera!, [.. taken]);
        await Poll.UntilAsync(() => source.Camera!.State is { NotSaved: 0, Problem: null }, "nothing is missing any more");
    }

    [Fact]
    public async Task Picture_OfANameThatWasCaughtUp_ComesWhenTheCardWasErased()
    {
        var source = OpenCamera();
        await Next(Watch(source));
        await UntilSaved(source.Camera!, await Camera.State.ReleaseAsync(TimeSpan.Zero));
        await Lose(source);
        var away = await Camera.State.ReleaseAsync(TimeSpan.Zero);
        Camera.PlugIn();
        await UntilSaved(source.Camera!, away);
        await Task.Delay(TimeSpan.FromSeconds(6), Cancel); // a report that was late would have come
        Camera.State.ChangeCard(); // erased; numbers begin again
        await Camera.State.ReleaseAsync(TimeSpan.Zero);
        await Poll.UntilAsync(() => source.Camera!.State.Stills == 3, "the new first one is saved");
        await Camera.State.ReleaseAsync(TimeSpan.Zero);
        await Poll.UntilAsync(() => source.Camera!.State.Stills == 4, "the new second one is saved");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public async Task Picture_TakenWhileTheCameraComesBack_IsFetchedOnce(int milliseconds)
    {
        const ushort OpenSession = 0x1002;
        var source = OpenCamera();
        await Next(Watch(source));
        await UntilSaved(source.Camera!, await Camera.State.ReleaseAsync(TimeSpan.Zero));
        await Lose(source);
        var asked = Camera.State.Asked.Count;
        Camera.PlugIn();
        await Poll.UntilAsync(() => Camera.State.Asked.Skip(asked).Contains(OpenSession), "the session is opened");
        await Task.Delay(milliseconds, Cancel);
        await UntilSaved(source.Camera!, await Camera.State.ReleaseAsync(TimeSpan.Zero));
        await UntilTheCardIsQuiet(source);
        Assert.Equal(2, Directory.GetFiles(Stills).Length);
    }

    [Fact]
    public async Task Card_ThatIsAnotherOne_IsLeftAlone()
    {
        var source = OpenCamera();
        await Next(Watch(source));
        await UntilSaved(source.Camera!, await Camera.State.ReleaseAsync(TimeSpan.Zero));
        await Lose(source);
        Camera.State.ChangeCard();
        Camera.State.Fill(5);
        Camera.PlugIn();
        await Poll.UntilAsync(
            () => source.Camera!.State.Problem?.Contains("another one", StringComparison.Ordinal) == true, "it is told");
        await UntilTheCardIsQuiet(source);
        Assert.Single(Directory.GetFiles(Stills));

        var first = await Camera.State.ReleaseAsync(TimeSpan.Zero); // on the new card, whose other pictures stay old
        await UntilSaved(source.Camera!, first);
        await Lose(source);
        var away = await Camera.State.ReleaseAsync(TimeSpan.Zero);
        Camera.PlugIn();
        await UntilSaved(source.Camera!, away);
        await UntilTheCardIsQuiet(source);
        Assert.Equal(3, Directory.GetFiles(Stills).Length);
    }

    /// <summary>The card was listed, and nothing more has come for a while.</summary>
    private async Task UntilTheCardIsQuiet(FrameSource source)
    {
        await UntilConnection(source, ConnectionState.Connected);
        await Task.Delay(TimeSpan.FromSeconds(2), Cancel);
        await Poll.UntilAsync(() => source.Camera!.State.Waiting == 0, "nothing waits");
    }

    private async Task Lose(FrameSource source)
    {
        var lost = UntilConnection(source, ConnectionState.Lost);
        await Camera.Unplug();
        await lost;
    }

    private async Task UntilSaved(ICameraControls camera, params TestCameraStill[] stills)
    {
        await Poll.UntilAsync(() => stills.All(still => File.Exists(Path.Combine(Stills, still.Name))),
            $"{string.Join(", ", stills.Select(static still => still.Name))} are saved");
        foreach (var still in stills)
            Assert.Equal(still.Content, await File.ReadAllBytesAsync(Path.Combine(Stills, still.Name), Cancel));
        await Poll.UntilAsync(() => camera.State.Waiting == 0, "nothing waits");
    }
}
