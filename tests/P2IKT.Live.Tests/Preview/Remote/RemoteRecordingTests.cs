using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Remote;
using P2IKT.Live.Recording.Clips;
using P2IKT.Live.Tests.Recording.Clips;

namespace P2IKT.Live.Tests.Preview.Remote;

/// <summary>Clips that a remote control starts, marks and stops: a real socket, the real recorder, the real ffmpeg.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class RemoteRecordingTests : ClipTest
{
    [Fact]
    public async Task Clip_StartedMarkedAndStopped_IsComplete_AndShownOnItsWay()
    {
        await using var stage = await StartAsync();
        var control = stage.Control;
        Assert.Equal("ok", await control.AskAsync("/p2ikt/subscribe"));
        await control.StateAsync("recording", static message => message.Arguments[0].Type == 'F');

        Assert.Equal("ok", await control.AskAsync("/p2ikt/record/start", OscArgument.Of("take one")));
        await control.StateAsync("recording", static message => message.Arguments[0].Type == 'T');
        await control.StateAsync("clip", static message => message.Arguments[0].Text == "take one.mp4");
        await RecordAsync();
        await control.StateAsync("seconds", static message => message.Arguments[0].Number > 0);
        Assert.Equal("ok", await control.AskAsync("/p2ikt/record/mark", OscArgument.Of("eyes")));
        Assert.Contains("already", await control.AskAsync("/p2ikt/record/start"), StringComparison.Ordinal);
        Assert.Equal("ok", await control.AskAsync("/p2ikt/record/stop"));

        await control.StateAsync("recording", static message => message.Arguments[0].Type == 'F');
        var sidecar = Sidecar("take one.mp4");
        Assert.Equal("eyes", Assert.Single(sidecar.Marks).Label);
        Assert.True(File.Exists(In("take one.mp4")));
    }

    [Fact]
    public async Task Button_Toggles_OnItsPressAlone()
    {
        await using var stage = await StartAsync();
        var control = stage.Control;
        control.Send("/p2ikt/record/toggle", OscArgument.Of(0f)); // released: no answer comes
        Assert.Equal("ok", await control.AskAsync("/p2ikt/record/toggle", OscArgument.Of(1f)));
        Assert.Equal(RecorderPhase.Recording, Recorder.State.Phase);
        await RecordAsync();
        control.Send("/p2ikt/record/toggle", OscArgument.Of(false));
        Assert.Equal("ok", await control.AskAsync("/p2ikt/record/mark", new OscArgument('i', 1, null)));
        Assert.Equal("ok", await control.AskAsync("/p2ikt/record/toggle", OscArgument.Of(true)));
        Assert.Equal(RecorderPhase.Idle, Recorder.State.Phase);
        Assert.Equal("", Assert.Single(Sidecar(Recorder.State.Clip!).Marks).Label); // 1 is the button, and not a label
    }

    [Fact]
    public async Task Bundle_IsCarriedOutInItsOrder()
    {
        await using var stage = await StartAsync();
        stage.Control.Send(OscReaderTests.Bundle(
            OscWriter.Write("/p2ikt/record/start"), OscWriter.Write("/p2ikt/record/mark"), OscWriter.Write("/p2ikt/record/stop")));
        foreach (var command in new[] { "start", "mark" })
            Assert.Equal("ok", await stage.Control.AnswerAsync("/p2ikt/record/" + command));
        Assert.Contains("was not saved", await stage.Control.AnswerAsync("/p2ikt/record/stop"), StringComparison.Ordinal); // no frame has come
        Assert.Contains("Nothing is being recorded", await stage.Control.AskAsync("/p2ikt/record/mark"), StringComparison.Ordinal);
        Assert.Contains("no path", await stage.Control.AskAsync("/p2ikt/record/start", OscArgument.Of("../up")), StringComparison.Ordinal);
    }

    private Task<RemoteStage> StartAsync() => RemoteStage.StartAsync(new PreviewOptions { Recorder = Record(), ClipsFolder = Folder });

    private Task RecordAsync()
    {
        Origin = System.Diagnostics.Stopwatch.GetTimestamp();
        return Poll.UntilAsync(() => Recorder.Recorded > 5, "frames are recorded", () => Send(Now));
    }
}
