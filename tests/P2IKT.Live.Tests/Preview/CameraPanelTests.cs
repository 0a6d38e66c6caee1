using Microsoft.Playwright;
using P2IKT.Live.Capture;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Status;
using P2IKT.Live.Testing.Cameras;
using P2IKT.Live.Tests.Capture;

namespace P2IKT.Live.Tests.Preview;

/// <summary>The camera's panel on the page, in a real browser, over the real libgphoto2.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class CameraPanelTests(BrowserFixture browser) : TetheredTest, IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Panel_SetsAndReleasesTheCamera()
    {
        var source = OpenCamera();
        await Next(Watch(source));
        await using var stage = await PreviewStage.StartAsync(new PreviewOptions { Port = 0, Camera = source.Camera });
        stage.Status = stage.Status with { Source = SourceStatus.Of(source.Description, ConnectionState.Connected) };
        await using var page = await LivePage.OpenAsync(browser, stage.Url);
        stage.Publish(0);

        await page.Page.GetByLabel("ISO").SelectOptionAsync("800");
        await Poll.UntilAsync(() => Camera.State[PtpCodes.ExposureIndex]!.Current == 800, "the camera has the value");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Release" }).ClickAsync();
        await Assertions.Expect(page.Page.Locator("#camera-message")).ToContainTextAsync("DSC_0001.JPG");
        await Assertions.Expect(page.Page.Locator("#readout")).ToBeHiddenAsync(); // the pointer is over the panel
    }

    [Fact]
    public async Task Panel_OfACameraWithoutLiveView_SaysWhatIsMissingAndReleases()
    {
        Camera.Manners.HasNoLiveView = true;
        var source = OpenCamera();
        source.Start();
        await using var stage = await PreviewStage.StartAsync(new PreviewOptions { Port = 0, Camera = source.Camera });
        stage.Status = stage.Status with { Source = SourceStatus.Of(source.Description, ConnectionState.Connected), Message = source.Camera!.State.Paused };
        await using var page = await LivePage.OpenAsync(browser, stage.Url);

        await Assertions.Expect(page.Page.Locator("#blank-text")).ToContainTextAsync("no live view");
        await Assertions.Expect(page.Page.Locator("#camera-paused")).ToContainTextAsync("release, settings and downloads work");
        await Assertions.Expect(page.Page.Locator("#source-facts")).Not.ToContainTextAsync("×");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Release" }).ClickAsync();
        await Assertions.Expect(page.Page.Locator("#camera-message")).ToContainTextAsync("DSC_0001.JPG", new() { Timeout = 30_000 });
    }

    [Fact]
    public async Task Panel_OfACameraThatKeepsNothingOnACard_SaysSo()
    {
        await using var camera = new SonyCamera { HasNoDestination = true };
        await using var source = OpenTethered(camera);
        await Next(Watch(source));
        await Poll.UntilAsync(() => source.Camera!.State.Notice is not null, "it is known where pictures go");
        await using var stage = await PreviewStage.StartAsync(new PreviewOptions { Port = 0, Camera = source.Camera });
        stage.Status = stage.Status with { Source = SourceStatus.Of(source.Description, ConnectionState.Connected) };
        await using var page = await LivePage.OpenAsync(browser, stage.Url);
        await Assertions.Expect(page.Page.Locator("#camera-message")).ToHaveTextAsync("The camera keeps no picture on its card: they are on this computer only.");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Release" }).ClickAsync();
        await Assertions.Expect(page.Page.Locator("#camera-message")).ToContainTextAsync("Saved capt0001.jpg · The camera keeps no picture", new() { Timeout = 30_000 });
    }

    [Fact]
    public async Task Panel_WhenTheProgramComesBackWithAnotherSource_IsHidden()
    {
        var source = OpenCamera();
        await Next(Watch(source));
        await using var stage = await PreviewStage.StartAsync(new PreviewOptions { Port = 0, Camera = source.Camera });
        var (camera, other) = (SourceStatus.Of(source.Description, ConnectionState.Connected), stage.Status.Source);
        stage.Status = stage.Status with { Source = camera };
        await using var page = await LivePage.OpenAsync(browser, stage.Url);
        stage.Publish(0);
        await Assertions.Expect(page.Page.Locator("#camera")).ToBeVisibleAsync();

        stage.Status = stage.Status with { Source = other };
        await Assertions.Expect(page.Page.Locator("#camera")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Panel_OfAnotherSource_IsNotShown()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await LivePage.OpenAsync(browser, stage.Url);
        stage.Publish(0);
        await page.ShowsAsync(0);
        await Assertions.Expect(page.Page.Locator("#camera")).ToBeHiddenAsync();
    }
}
