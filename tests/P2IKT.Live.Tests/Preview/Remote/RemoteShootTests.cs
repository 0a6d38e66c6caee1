using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Remote;
using P2IKT.Live.Preview.Shoots;
using P2IKT.Live.Tests.Recording.Shoots;

namespace P2IKT.Live.Tests.Preview.Remote;

/// <summary>The shoot over OSC.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class RemoteShootTests : ShootTest
{
    [Fact]
    public async Task Snapshot_IsSavedUnderTheNameThatWasScanned()
    {
        var shoot = Begin("S");
        await using var stage = await RemoteStage.StartAsync(new PreviewOptions { Shoot = new ShootServices(shoot) });
        var control = stage.Control;
        Assert.Contains("There is no picture yet", await control.AskAsync("/p2ikt/snapshot"), StringComparison.Ordinal);
        stage.Stage.Publish(0);
        Assert.Equal("ok", await control.AskAsync("/p2ikt/scan", new OscArgument('h', 4006381333931, null)));
        Assert.Equal("ok", await control.AskAsync("/p2ikt/snapshot", OscArgument.Of(1)));
        Assert.True(File.Exists(Path.Combine(Pictures, "S", "4006381333931_0001.jpg")));
        Assert.Contains("Nothing was scanned", await control.AskAsync("/p2ikt/scan", OscArgument.Of(" ")), StringComparison.Ordinal);
    }
}
