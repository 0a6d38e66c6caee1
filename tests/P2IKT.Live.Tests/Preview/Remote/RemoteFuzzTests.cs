using System.Net;
using Microsoft.Extensions.Time.Testing;
using P2IKT.Live.Focus;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Focus.Lens;
using P2IKT.Live.Preview.Remote;
using P2IKT.Live.Tests.Preview.Focus;

namespace P2IKT.Live.Tests.Preview.Remote;

/// <summary>Valid messages with any arguments: each is carried out or refused, and the next one is served.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class RemoteFuzzTests
{
    private static readonly string[] Texts =
        ["", " ", "small", "nearer", "Cup", "1", "1e999", "NaN", "../..", "\u202e", new string('ü', 300), "{0}", "\U0001F4F7"];

    private static readonly double[] Numbers =
        [0, 1, -1, 7, 0.5, 60, 61, 9001, 65536, double.NaN, double.PositiveInfinity, double.MaxValue, int.MinValue, long.MaxValue];

    private readonly FakeTimeProvider _time = new();
    private readonly FocusAssist _focus = new();
    private readonly LensStub _lens = new() { State = LensStub.Idle with { Marks = [new LensMark(7, "Cup")] } };

    [Fact]
    public async Task AnyArguments_AreTakenOrRefused_AndEndNothing()
    {
        _focus.Add(0.5, 0.5);
        await using var stage = await RemoteStage.StartAsync(new PreviewOptions
        {
            Time = _time, Focus = _focus, LensControls = _lens, Camera = new CameraStub(),
        });
        var commands = new RemoteCommands(new RemoteTargets { Recording = new(null) }).Addresses.Append("/p2ikt/subscribe").ToArray();
        var sender = new IPEndPoint(IPAddress.Loopback, stage.Control.Port);
        var random = new Random(5);
        const int Count = 20_000;
        for (var i = 0; i < Count; i++)
        {
            var arguments = new OscArgument[random.Next(4)];
            foreach (ref var argument in arguments.AsSpan())
                argument = AnyOf(random);
            stage.Server.Receive(OscWriter.Write(commands[random.Next(commands.Length)], arguments), sender);
            _time.Advance(TimeSpan.FromMilliseconds(11)); // within the limit of a sender
        }
        Assert.Equal(new OscCounts(Accepted: Count, 0, 0, 0), stage.Server.Counts);
        Assert.Contains("autofocus 1", _lens.Orders); // or all were refused
        Assert.InRange(stage.Server.Subscribers.Count, 1, RemoteSubscribers.Max);
        using var control = new OscSender(stage.EndPoint);
        Assert.Equal("ok", await control.AskAsync("/p2ikt/ping"));
    }

    private static OscArgument AnyOf(Random random) => random.Next(10) switch
    {
        0 => OscArgument.Of(random.Next(2) == 0),
        1 => new OscArgument('N', 0, null),
        2 => new OscArgument('b', 0, null),
        < 6 => OscArgument.Of(Texts[random.Next(Texts.Length)]),
        _ => new OscArgument("ifdh"[random.Next(4)], Numbers[random.Next(Numbers.Length)], null),
    };
}
