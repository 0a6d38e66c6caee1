using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Access;
using P2IKT.Live.Preview.Certificates;
using P2IKT.Live.Preview.Remote;
using P2IKT.Live.Tests.Preview.Focus;

namespace P2IKT.Live.Tests.Preview.Remote;

/// <summary>Who controls over OSC, and what nobody can do over it.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class RemoteSafetyTests
{
    private static readonly byte[] Release = OscWriter.Write("/p2ikt/release");

    private readonly CameraStub _camera = new();

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("192.0.2.20")]
    [InlineData("::")]
    public async Task Start_WhereOthersReachIt_WithoutAListOfThem_IsRefused(string address)
    {
        var options = new PreviewOptions { Port = 0, Osc = new OscOptions { Listen = new IPEndPoint(IPAddress.Parse(address), 0) } };
        var refused = await Assert.ThrowsAsync<PreviewException>(() => PreviewStage.StartAsync(options));
        Assert.Contains("OSC has no passwords", refused.Message, StringComparison.Ordinal);
        Assert.Equal("osc", refused.Setting);
    }

    [Fact]
    public async Task Start_WhereLoopbackNeedsATokenToo_IsRefused()
    {
        var options = new PreviewOptions { Port = 0, Osc = RemoteStage.OnLoopback, Access = new AccessOptions { OpenOnLoopback = false } };
        var refused = await Assert.ThrowsAsync<PreviewException>(() => PreviewStage.StartAsync(options));
        Assert.Contains("token", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OnAPortThatIsTaken_SaysSo_AndNamesTheSetting()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var taken = (IPEndPoint)other.LocalEndPoint!;
        var refused = await Assert.ThrowsAsync<PreviewException>(
            () => PreviewStage.StartAsync(new PreviewOptions { Port = 0, Osc = new OscOptions { Listen = taken } }));
        Assert.Equal($"Cannot listen for OSC on {taken}: another program uses that port; choose another.", refused.Message);
        Assert.Equal("osc", refused.Setting);
    }

    [Fact]
    public async Task Datagram_OfADeviceThatIsNotListed_IsIgnoredAndCounted()
    {
        await using var stage = await StartForOthersAsync();
        stage.Server.Receive(Release, new IPEndPoint(IPAddress.Parse("192.0.2.8"), 9000));
        stage.Server.Receive([1, 2, 3], new IPEndPoint(IPAddress.Parse("192.0.2.8"), 9000));
        stage.Server.Receive(OscWriter.Write("/p2ikt/subscribe"), new IPEndPoint(IPAddress.Parse("2001:db8::7"), 9000));
        Assert.Equal(new OscCounts(0, 0, FromOthers: 3, 0), stage.Server.Counts);
        Assert.Equal(0, stage.Server.Subscribers.Count);
        Assert.Equal("ok", await stage.Control.AskAsync("/p2ikt/ping")); // of this machine
        Assert.Equal(0, _camera.Shots);

        stage.Server.Receive(Release, new IPEndPoint(IPAddress.Parse("192.0.2.7"), 9000));
        stage.Server.Receive(Release, new IPEndPoint(IPAddress.Parse("::ffff:192.0.2.7"), 9000));
        await Poll.UntilAsync(() => _camera.Shots == 2, "the listed device has released twice");
    }

    /// <summary>The same over the network card of this machine.</summary>
    [Fact]
    public async Task Socket_OfADeviceThatIsNotListed_GetsNoAnswer()
    {
        var own = MachineNames.Addresses().FirstOrDefault(static address => address.AddressFamily == AddressFamily.InterNetwork);
        Assert.SkipWhen(own is null || IPAddress.IsLoopback(own), "This machine has no network.");
        await using var stage = await StartForOthersAsync();
        using var other = new OscSender(new IPEndPoint(own, stage.EndPoint.Port), own);
        other.Send("/p2ikt/ping");
        await Poll.UntilAsync(() => stage.Server.Counts.FromOthers == 1, "its datagram is counted");
        Assert.Equal("ok", await stage.Control.AskAsync("/p2ikt/ping"));
        Assert.False(other.HasMore);
    }

    [Fact]
    public async Task Datagram_ThatIsNotOsc_IsIgnoredAndCounted()
    {
        await using var stage = await RemoteStage.StartAsync();
        var random = new Random(3);
        var noise = new byte[OscReader.MaxBytes + 400];
        random.NextBytes(noise);
        foreach (var length in new[] { 0, 1, 4, 200, noise.Length })
            stage.Control.Send(noise[..length]);
        stage.Control.Send(OscWriter.Write("/other/program"));
        Assert.Equal("ok", await stage.Control.AskAsync("/p2ikt/ping"));
        Assert.Equal(new OscCounts(1, Malformed: 6, 0, 0), stage.Server.Counts);
        Assert.False(stage.Control.HasMore);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public async Task ThisMachine_IsAnswered_WhereverThePortIs(string address)
    {
        var listen = IPAddress.Parse(address);
        Assert.SkipUnless(listen.AddressFamily == AddressFamily.InterNetwork || Socket.OSSupportsIPv6, "There is no IPv6.");
        await using var stage = await RemoteStage.StartAsync(new PreviewOptions
        {
            Osc = new OscOptions { Listen = new IPEndPoint(listen, 0), From = [IPAddress.Parse("192.0.2.7")] },
        });
        Assert.Equal("ok", await stage.Control.AskAsync("/p2ikt/ping"));
        Assert.Equal("ok", await stage.Control.AskAsync("/p2ikt/subscribe"));
        await stage.Control.StateAsync("recording", static _ => true);
    }

    [Fact]
    public async Task Counts_AreAmongTheFigures()
    {
        using var meter = new Meter("test");
        await using var stage = await RemoteStage.StartAsync(new PreviewOptions { Meter = meter });
        stage.Control.Send([1, 2, 3]);
        Assert.Equal("ok", await stage.Control.AskAsync("/p2ikt/ping"));
        using var answer = await stage.Stage.GetAsync("/metrics");
        var figures = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("\np2ikt_osc_messages_total{outcome=\"malformed\"} 1\n", figures, StringComparison.Ordinal);
        Assert.Contains("\np2ikt_osc_messages_total{outcome=\"accepted\"} 1\n", figures, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sender_ThatSendsTooMuch_IsLimitedForASecond()
    {
        var time = new FakeTimeProvider();
        await using var stage = await RemoteStage.StartAsync(new PreviewOptions { Time = time });
        for (var i = 0; i < SenderLimit.Most; i++)
            Assert.Equal("ok", await stage.Control.AskAsync("/p2ikt/ping"));
        using var sameMachine = new OscSender(stage.EndPoint);
        sameMachine.Send("/p2ikt/ping"); // another port is not another sender
        await Poll.UntilAsync(() => stage.Server.Counts.Limited == 1, "the message is left out");
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("ok", await sameMachine.AskAsync("/p2ikt/ping"));
    }

    [Fact]
    public async Task Answer_HasFewBytes_WhateverWasSent()
    {
        await using var stage = await RemoteStage.StartAsync();
        foreach (var address in new[] { "/p2ikt/" + new string('x', 120), "/p2ikt/record/start", "/p2ikt/focus/rack", "/p2ikt/subscribe" })
            Assert.NotEqual("ok", await stage.Control.AskAsync(address, OscArgument.Of(new string('ü', 900))));
        Assert.InRange(stage.Control.Longest, 1, RemoteAnswer.MaxBytes);
        var cut = RemoteAnswer.Error("/p2ikt/scan", string.Concat(Enumerable.Repeat("\U0001F4F7", 300)));
        Assert.InRange(cut.Length, RemoteAnswer.MaxBytes - 8, RemoteAnswer.MaxBytes);
        Assert.True(OscReader.TryRead(cut, out _));
    }

    [Fact]
    public async Task Subscription_WithAPort_GoesToThatPortOfItsSender_AndNowhereElse()
    {
        Assert.SkipWhen(OperatingSystem.IsMacOS(), "It has one address of loopback only.");
        await using var stage = await RemoteStage.StartAsync();
        using var second = new OscSender(stage.EndPoint, IPAddress.Parse("127.0.0.2"));
        using var lamps = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        lamps.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        var port = ((IPEndPoint)lamps.LocalEndPoint!).Port;
        Assert.Equal("ok", await second.AskAsync("/p2ikt/subscribe", new OscArgument('i', port, null)));
        await Poll.UntilAsync(() => lamps.Available > 0, "the state has come");
        Assert.False(second.HasMore);
        foreach (var refused in new[] { 0, 53, 65536 })
        {
            Assert.Contains("from 1024", await second.AskAsync("/p2ikt/subscribe", new OscArgument('i', refused, null)),
                StringComparison.Ordinal);
        }
    }

    private Task<RemoteStage> StartForOthersAsync() => RemoteStage.StartAsync(new PreviewOptions
    {
        Camera = _camera,
        Osc = new OscOptions { Listen = new IPEndPoint(IPAddress.Any, 0), From = [IPAddress.Parse("192.0.2.7")] },
    });
}
