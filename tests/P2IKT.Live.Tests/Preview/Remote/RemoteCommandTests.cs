using System.Collections.Concurrent;
using P2IKT.Live.Capture;
using P2IKT.Live.Focus;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Focus.Lens;
using P2IKT.Live.Preview.Remote;
using P2IKT.Live.Tests.Preview.Focus;

namespace P2IKT.Live.Tests.Preview.Remote;

/// <summary>Commands over OSC reach what REST reaches, or are refused in words.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class RemoteCommandTests
{
    private readonly FocusAssist _focus = new();
    private readonly LensStub _lens = new() { State = LensStub.Idle with { Marks = [new LensMark(7, "Cup"), new LensMark(2, "9")] } };

    public static TheoryData<string, object[], string> Orders => new()
    {
        { "autofocus", [1], "autofocus 1" },
        { "autofocus", ["1"], "autofocus 1" },
        { "autofocus", [1f], "autofocus 1" },
        { "focus/move", ["small", "nearer"], "move Small nearer" },
        { "focus/move", ["large", "farther"], "move Large farther" },
        { "focus/mark", [], "mark " },
        { "focus/mark", [1f], "mark " },
        { "focus/mark", [" Eye "], "mark Eye" },
        { "focus/rack", ["cup"], "rack 7 0.0" },
        { "focus/rack", [7, 2.5f], "rack 7 2.5" },
        { "focus/rack", ["9"], "rack 2 0.0" },
        { "focus/cancel", [], "cancel" },
        { "focus/cancel", [1f], "cancel" },
    };

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task AnOrder_ReachesTheLens(string command, object[] arguments, string order)
    {
        _focus.Add(0.5, 0.5);
        await using var stage = await StartAsync();
        Assert.Equal("ok", await stage.Control.AskAsync("/p2ikt/" + command, Of(arguments)));
        Assert.Equal([order], _lens.Orders);
    }

    public static TheoryData<string, object[], string> Nonsense => new()
    {
        { "autofocus", [], "It takes POINT." },
        { "autofocus", [5], "no focus point 5" },
        { "autofocus", [0.5f], "not a whole number" },
        { "autofocus", [float.NaN], "not a number" },
        { "autofocus", ["eye"], "not a number" },
        { "autofocus", [float.MaxValue], "not a whole number" },
        { "focus/move", ["huge", "nearer"], "small, medium or large" },
        { "focus/move", ["small", "up"], "nearer or farther" },
        { "focus/move", ["small"], "It takes SIZE DIRECTION." },
        { "focus/mark", ["\u202ex"], "control characters" },
        { "focus/rack", ["Vase"], "no focus mark Vase" },
        { "focus/rack", [3], "no focus mark 3" },
        { "focus/rack", ["Cup", 61], "0 to 60 seconds" },
        { "focus/rack", ["Cup", -1], "0 to 60 seconds" },
        { "focus/rack", ["Cup", "soon"], "SECONDS is not a number" },
        { "focus/cancel", ["all"], "It takes no arguments." },
        { "record/start", [], "folder of stills" },
        { "record/toggle", [], "folder of stills" },
        { "release", [], "no tethered camera" },
        { "set", ["iso", "800"], "no tethered camera" },
        { "set", ["iso"], "It takes SETTING VALUE." },
        { "scan", ["4001"], "no shoot" },
        { "snapshot", [], "no shoot" },
        { "dance", [], "no such command" },
        { "*", [], "no such command" },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task Nonsense_IsRefusedInWords_AndDoesNotReachTheLens(string command, object[] arguments, string reason)
    {
        _focus.Add(0.5, 0.5);
        await using var stage = await StartAsync();
        Assert.Contains(reason, await stage.Control.AskAsync("/p2ikt/" + command, Of(arguments)), StringComparison.Ordinal);
        Assert.Empty(_lens.Orders);
        Assert.Equal("ok", await stage.Control.AskAsync("/p2ikt/ping"));
    }

    [Fact]
    public async Task WhatTheLensRefuses_IsAnsweredWithItsReason()
    {
        _focus.Add(0.5, 0.5);
        _lens.Refusal = new CaptureException(FaultKind.NotAvailable, "The lens is on MF: switch it to AF.");
        await using var stage = await StartAsync();
        Assert.Equal("The lens is on MF: switch it to AF.", await stage.Control.AskAsync("/p2ikt/autofocus", OscArgument.Of(1)));
    }

    [Fact]
    public async Task WithoutALens_OrdersForIt_AreRefused()
    {
        await using var stage = await RemoteStage.StartAsync();
        Assert.Contains("no lens", await stage.Control.AskAsync("/p2ikt/focus/cancel"), StringComparison.Ordinal);
        Assert.Contains("no lens", await stage.Control.AskAsync("/p2ikt/focus/rack", OscArgument.Of("Cup")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Release_TakesAPicture_OnThePressOfAButtonAlone()
    {
        var camera = new CameraStub();
        await using var stage = await RemoteStage.StartAsync(new PreviewOptions { Camera = camera });
        foreach (var released in new[] { OscArgument.Of(0), OscArgument.Of(false), new OscArgument('i', 0, null) })
            stage.Control.Send("/p2ikt/release", released);
        Assert.Equal("ok", await stage.Control.AskAsync("/p2ikt/release"));
        Assert.Equal("ok", await stage.Control.AskAsync("/p2ikt/release", OscArgument.Of(1)));
        Assert.Equal(2, camera.Shots);
    }

    [Fact]
    public async Task Setting_IsChanged_AsItWasWritten()
    {
        var changes = new ConcurrentQueue<string>();
        var camera = new CameraStub { Setter = (name, value) =>
        {
            changes.Enqueue($"{name}={value}");
            return value == "7" ? throw new CaptureException(FaultKind.WrongUsage, "There is no 7.") : new CameraSetting
            {
                Name = name, Label = name, Kind = CameraSettingKind.Text, Value = value,
            };
        } };
        await using var stage = await RemoteStage.StartAsync(new PreviewOptions { Camera = camera });
        Assert.Equal("ok", await stage.Control.AskAsync("/p2ikt/set", OscArgument.Of("iso"), new OscArgument('i', 800, null)));
        Assert.Equal("ok", await stage.Control.AskAsync("/p2ikt/set", OscArgument.Of("aperture"), OscArgument.Of(2.8f)));
        Assert.Equal("There is no 7.", await stage.Control.AskAsync("/p2ikt/set", OscArgument.Of("iso"), OscArgument.Of("7")));
        Assert.Equal(["iso=800", "aperture=2.8", "iso=7"], changes);
    }

    [Fact]
    public async Task Fault_OfACommand_IsAnswered_AndEndsNothing()
    {
        await using var stage = await RemoteStage.StartAsync(new PreviewOptions { Camera = new CameraStub() });
        Assert.Contains("not expected", await stage.Control.AskAsync("/p2ikt/set", OscArgument.Of("iso"), OscArgument.Of("800")),
            StringComparison.Ordinal);
        Assert.Equal("ok", await stage.Control.AskAsync("/p2ikt/release"));
    }

    [Fact]
    public async Task SlowPicture_DelaysNoOtherLane_AndFewCommandsWaitForIt()
    {
        _focus.Add(0.5, 0.5);
        var camera = new CameraStub { Exposure = new TaskCompletionSource().Task };
        await using var stage = await StartAsync(new PreviewOptions { Camera = camera }); // its end does not wait for the picture
        for (var i = 0; i < RemoteLanes.MaxWaiting + 2; i++) // one runs, unless it has not begun yet
            stage.Control.Send("/p2ikt/release");
        Assert.Contains("send it again later", await stage.Control.AnswerAsync("/p2ikt/release"), StringComparison.Ordinal);
        while (stage.Control.HasMore)
            await stage.Control.AnswerAsync("/p2ikt/release");
        stage.Control.Send("/p2ikt/autofocus", OscArgument.Of(1));
        await stage.Control.NextAsync(static message => message is { Address: "/p2ikt/ok", Arguments: [{ Text: "/p2ikt/autofocus" }] });
        Assert.Equal(0, camera.Shots);
    }

    [Fact]
    public async Task Page_OfTheDocumentation_ListsEachCommand()
    {
        var page = await File.ReadAllTextAsync(RepositoryFolder.At("docs", "remote.md"), TestContext.Current.CancellationToken);
        var commands = new RemoteCommands(new RemoteTargets { Recording = new(null) });
        Assert.True(commands.Addresses.Count() > 10);
        Assert.All(commands.Addresses, address => Assert.Matches($"\\| `{address}[ `]", page));
        Assert.Contains("| `/p2ikt/subscribe ", page, StringComparison.Ordinal);
    }

    private Task<RemoteStage> StartAsync(PreviewOptions? options = null) =>
        RemoteStage.StartAsync((options ?? new PreviewOptions()) with { Focus = _focus, LensControls = _lens });

    private static OscArgument[] Of(object[] arguments) => [.. arguments.Select(static argument => argument switch
    {
        string text => OscArgument.Of(text),
        float number => OscArgument.Of(number),
        int whole => new OscArgument('i', whole, null),
        _ => throw new ArgumentException("It has no type of OSC.", nameof(arguments)),
    })];
}
