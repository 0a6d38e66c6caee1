using System.Net;
using Microsoft.Extensions.Time.Testing;
using P2IKT.Live.Capture;
using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Remote;
using P2IKT.Live.Tests.Preview.Focus;

namespace P2IKT.Live.Tests.Preview.Remote;

/// <summary>The state that subscribers get.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class RemoteFeedbackTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly FocusAssist _focus = new();
    private readonly FrameDemand _demand = new();

    [Fact]
    public async Task State_OfTheFocus_HasShareAndPoints()
    {
        _focus.Add(0.5, 0.5);
        await using var stage = await StartAsync();
        Observe(1, radius: 1);
        Assert.Equal("ok", await stage.Control.AskAsync("/p2ikt/subscribe"));
        var share = await stage.Control.StateAsync("focus/share", static _ => true);
        Assert.Equal(1, share.Arguments[0].Number);
        var point = await stage.Control.StateAsync("focus/1", static _ => true);
        Assert.Equal(("f", "inFocus"), (point.Arguments[0].Type.ToString(), point.Arguments[1].Text));
        Assert.Equal(1, point.Arguments[0].Number, 0.05);

        Observe(2, radius: float.NaN);
        await AdvanceUntilAsync(
            stage, "focus/1", static message => message.Arguments is [{ Number: -1 }, { Text: "notMeasured" }]);
    }

    [Theory]
    [InlineData(ConnectionState.Connected, "connected")]
    [InlineData(ConnectionState.Lost, "lost")]
    [InlineData(ConnectionState.Idle, "idle")]
    public async Task State_OfASource_IsItsConnection(ConnectionState connection, string word)
    {
        await using var stage = await StartAsync();
        stage.Stage.Status = stage.Stage.Status with { Source = stage.Stage.Status.Source with { Connection = connection } };
        stage.Control.Send("/p2ikt/subscribe");
        await stage.Control.StateAsync("camera", message => message.Arguments[0].Text == word);
    }

    [Fact]
    public async Task State_OfATetheredCamera_IsItsOwn()
    {
        await using var stage = await StartAsync(new PreviewOptions { Camera = new CameraStub() });
        stage.Stage.StatusFails = true;
        stage.Control.Send("/p2ikt/subscribe");
        await stage.Control.StateAsync("camera", static message => message.Arguments[0].Text == "connected");
    }

    [Fact]
    public void State_IsSentOnChange_AndAllOfItAfterFiveSeconds()
    {
        var subscribers = new RemoteSubscribers(_time);
        var sent = new List<byte[]>();
        var end = new IPEndPoint(IPAddress.Loopback, 9000);
        Assert.True(subscribers.TryAdd(end, end));
        StateValue[] first = [new("/a", OscArgument.Of(1)), new("/b", OscArgument.Of("x"))];
        StateValue[] second = [new("/a", OscArgument.Of(2)), new("/b", OscArgument.Of("x"))];
        Assert.Equal((2, 0, 1, 0), (Publish(first), Publish(first), Publish(second), Publish(second)));
        _time.Advance(RemoteSubscribers.RepeatInterval);
        Assert.Equal((2, 0), (Publish(second), Publish(second)));

        int Publish(StateValue[] state)
        {
            sent.Clear();
            Assert.True(subscribers.Publish(state, (datagram, _) => sent.Add(datagram)));
            return sent.Count;
        }
    }

    [Fact]
    public void Subscription_LastsAMinuteFromTheLastMessageOfItsSender()
    {
        var subscribers = new RemoteSubscribers(_time);
        var (sender, other) = (new IPEndPoint(IPAddress.Loopback, 9000), new IPEndPoint(IPAddress.Loopback, 9001));
        var almost = TimeSpan.FromSeconds(60) - TimeSpan.FromMilliseconds(1);
        Assert.True(subscribers.TryAdd(sender, sender));
        _time.Advance(almost);
        subscribers.Renew(sender);
        _time.Advance(almost);
        subscribers.Renew(other);
        Assert.True(subscribers.Publish([], Fail));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(subscribers.Publish([new("/a", OscArgument.Of(1))], Fail));

        static void Fail(byte[] datagram, IPEndPoint target) => Assert.Fail("There is nothing to send.");
    }

    [Fact]
    public async Task Subscription_EndsAMinuteAfterTheLastMessageOfItsSender()
    {
        _focus.Add(0.5, 0.5);
        await using var stage = await StartAsync();
        Assert.Equal("ok", await stage.Control.AskAsync("/p2ikt/subscribe"));
        await Poll.UntilAsync(() => _demand.IsWanted, "frames are wanted for the focus point");
        _time.Advance(TimeSpan.FromSeconds(59));
        stage.Control.Send("/p2ikt/ping");
        await stage.Control.AnswerAsync("/p2ikt/ping");
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(1, stage.Server.Subscribers.Count);
        await Poll.UntilAsync(() => stage.Server.Subscribers.Count == 0, "it has ended", () => _time.Advance(RemoteFeedback.Interval));
        await Poll.UntilAsync(() => !_demand.IsWanted, "no frames are wanted", () => _time.Advance(RemoteFeedback.Interval));
        Assert.Equal("ok", await stage.Control.AskAsync("/p2ikt/subscribe")); // and begins again
        await stage.Control.StateAsync("recording", static _ => true);
    }

    [Fact]
    public async Task Subscribers_AreFew()
    {
        await using var stage = await StartAsync();
        var controls = Enumerable.Range(0, RemoteSubscribers.Max + 1).Select(_ => new OscSender(stage.EndPoint)).ToList();
        foreach (var control in controls[..^1])
            Assert.Equal("ok", await control.AskAsync("/p2ikt/subscribe"));
        Assert.Contains("already", await controls[^1].AskAsync("/p2ikt/subscribe"), StringComparison.Ordinal);
        Assert.Equal("ok", await controls[0].AskAsync("/p2ikt/subscribe")); // renews
        Assert.Equal(RemoteSubscribers.Max, stage.Server.Subscribers.Count);
        controls.ForEach(static control => control.Dispose());
        Assert.Equal("ok", await stage.Control.AskAsync("/p2ikt/ping")); // that they have gone disturbs nobody
    }

    [Fact]
    public async Task Fault_OfTheStatus_EndsNoFeedback()
    {
        await using var stage = await StartAsync();
        stage.Stage.StatusFails = true;
        Assert.Equal("ok", await stage.Control.AskAsync("/p2ikt/subscribe"));
        await Poll.UntilAsync(() => stage.Stage.StatusFailures > 0, "it has failed");
        stage.Stage.StatusFails = false;
        await AdvanceUntilAsync(stage, "camera", static _ => true);
    }

    private Task<RemoteStage> StartAsync(PreviewOptions? options = null) =>
        RemoteStage.StartAsync((options ?? new PreviewOptions()) with { Focus = _focus, Demand = _demand, Time = _time });

    private async Task AdvanceUntilAsync(RemoteStage stage, string part, Func<OscMessage, bool> isWanted)
    {
        var state = stage.Control.StateAsync(part, isWanted);
        await Poll.UntilAsync(() => state.IsCompleted, $"{part} has come", () => _time.Advance(RemoteFeedback.Interval));
        await state;
    }

    private void Observe(long sequence, float radius)
    {
        var cells = new FrameSize(40, 25);
        var (radii, confidences) = (new float[cells.Width * cells.Height], new float[cells.Width * cells.Height]);
        Array.Fill(radii, radius);
        Array.Fill(confidences, 1f);
        _focus.Observe(new FocusField(radii, confidences, cells, 8, new FrameSize(320, 200), sequence, TimeSpan.FromSeconds(sequence)));
    }
}
