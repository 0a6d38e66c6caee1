using Microsoft.Playwright;
using P2IKT.Live.Capture;
using P2IKT.Live.Preview;
using P2IKT.Live.Tests.Preview.Focus;
using Xunit;

namespace P2IKT.Live.Tests.Preview;

/// <summary>Orders of the camera's panel that take longer than the page's next look at the camera, in a real browser.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class CameraOrderTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Order_ThatIsUnderWay_KeepsItsControlAsOrdered()
    {
        var camera = CreateCamera();
        await using var stage = await StartAsync(camera);
        await using var page = await LivePage.OpenAsync(browser, stage.Url);
        foreach (var path in new[] { "**/api/camera/settings/iso", "**/api/camera/release" })
        {
            await page.Page.RouteAsync(path, async order =>
            {
                await _answer.Task;
                await order.ContinueAsync();
            });
        }
        var (iso, release) = (page.Page.GetByLabel("ISO"), page.Page.Locator("#camera-release"));
        await iso.SelectOptionAsync("800");
        await release.ClickAsync();
        camera.Notice = "The state after the orders.";
        await Assertions.Expect(page.Page.Locator("#camera-message")).ToHaveTextAsync(camera.Notice);
        Assert.Equal(("800", true, true), (await iso.InputValueAsync(), await iso.IsDisabledAsync(), await release.IsDisabledAsync()));

        _answer.SetResult();
        await Assertions.Expect(iso).ToBeEnabledAsync();
        await Assertions.Expect(release).ToBeEnabledAsync();
        await Assertions.Expect(iso).ToHaveValueAsync("800");
        Assert.Equal(1, camera.Shots);
    }

    [Fact]
    public async Task State_ThatWasAskedForBeforeAnOrder_IsNotShownAfterIt()
    {
        var camera = CreateCamera();
        await using var stage = await StartAsync(camera);
        await using var page = await LivePage.OpenAsync(browser, stage.Url);
        await page.Page.GetByLabel("ISO").WaitForAsync();
        await page.CollectTextsAsync("camera-message");
        camera.Notice = "Old.";
        await Assertions.Expect(page.Page.Locator("#camera-message")).ToHaveTextAsync("Old.");
        await using var old = await HeldAnswer.OfAsync(page.Page, "**/api/camera");
        camera.Notice = "New.";
        await page.Page.RunAndWaitForResponseAsync(() => page.Page.GetByLabel("ISO").SelectOptionAsync("800"), "**/api/camera/settings/iso");
        await Assertions.Expect(page.Page.Locator("#camera-message")).ToHaveTextAsync("New.");
        await old.ReleaseAsync();
        camera.Notice = "Newest.";
        await Assertions.Expect(page.Page.Locator("#camera-message")).ToHaveTextAsync("Newest.");
        Assert.DoesNotContain("Old.", (await page.CollectedTextsAsync()).SkipWhile(static text => text != "New."));
    }

    private static CameraSetting Iso(string value) =>
        new() { Name = "iso", Label = "ISO speed", Kind = CameraSettingKind.Choice, Value = value, Choices = ["400", "800"] };

    private static CameraStub CreateCamera()
    {
        var camera = new CameraStub { Settings = [Iso("400")] };
        camera.Setter = (_, value) =>
        {
            camera.Settings = [Iso(value)];
            return Iso(value);
        };
        return camera;
    }

    private static async Task<PreviewStage> StartAsync(CameraStub camera)
    {
        var stage = await PreviewStage.StartAsync(new PreviewOptions { Port = 0, Camera = camera });
        stage.Status = stage.Status with { Source = stage.Status.Source with { Capabilities = ["camera"] } };
        return stage;
    }
}
