using Microsoft.Playwright;
using P2IKT.Live.Capture;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Overlays;
using Xunit;

namespace P2IKT.Live.Tests.Preview;

[Trait(TestKind.Name, TestKind.Browser)]
public sealed class PageTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Page_OnEachFrame_ShowsIt()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await OpenAsync(stage, 0);
        await page.GreyBecomesAsync(0.75, 0.3, 200);
        stage.Publish(1, sharpGrey: 120);
        await page.ShowsAsync(1);
        await page.GreyBecomesAsync(0.75, 0.3, 120);
        await Poll.UntilAsync(() => stage.Preview.Presented >= 2, "both were acknowledged");
    }

    [Fact]
    public async Task Wipe_Dragged_MovesTheSeamBetweenSourceAndSharp()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await OpenAsync(stage);
        await page.GreyBecomesAsync(0.4, 0.3, 60);
        await page.GreyBecomesAsync(0.6, 0.3, 200);
        await Assertions.Expect(page.Page.Locator("#label-left")).ToHaveTextAsync("Source");

        await page.PointAsync(0.5, 0.8);
        await page.Page.Mouse.DownAsync();
        await page.PointAsync(0.25, 0.6);
        await page.Page.Mouse.UpAsync();

        await page.GreyBecomesAsync(0.4, 0.3, 200);
        await page.GreyBecomesAsync(0.2, 0.3, 60);
    }

    [Fact]
    public async Task Wipe_ByKeyboard_MovesAndIsRemembered()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await OpenAsync(stage);
        await page.PressAsync("Shift+ArrowRight");
        await page.PressAsync("Shift+ArrowRight");
        await page.PressAsync("ArrowRight");
        await Assertions.Expect(page.Page.Locator("#wipe")).ToHaveAttributeAsync("aria-valuenow", "71");
        await page.GreyBecomesAsync(0.65, 0.3, 60);

        await page.Page.ReloadAsync();

        await page.ShowsAsync(0);
        await page.GreyBecomesAsync(0.65, 0.3, 60);
    }

    [Fact]
    public async Task Space_Held_ShowsTheOtherPicture()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await OpenAsync(stage);
        await page.PressAsync("1");
        await page.GreyBecomesAsync(0.25, 0.3, 200);
        await page.Page.Keyboard.DownAsync(" ");
        await page.GreyBecomesAsync(0.75, 0.3, 60);
        await page.Page.Keyboard.UpAsync(" ");
        await page.GreyBecomesAsync(0.75, 0.3, 200);
        await page.PressAsync("3");
        await page.GreyBecomesAsync(0.75, 0.3, 60);
    }

    [Fact]
    public async Task HeatMap_AtFullOpacity_HasTheServersColours()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await OpenAsync(stage);
        await page.PressAsync("o");
        await page.PressAsync("h");
        for (var i = 0; i < 4; i++)
            await page.PressAsync("]");
        foreach (var x in new[] { 0.3, 0.55, 0.8 }) // above the middle of the scale, where the tint is full
        {
            var (r, g, b) = HeatColours.At(Math.Sqrt(x));
            await page.ColourBecomesAsync(x, 0.3, (r, g, b));
        }
        await page.PressAsync("h");
        await page.GreyBecomesAsync(0.8, 0.3, 200);
    }

    [Fact]
    public async Task Legend_WithTheHeatMap_HasTicksInPixels()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await OpenAsync(stage);
        await page.PressAsync("h");
        await Assertions.Expect(page.Page.Locator("#legend")).ToBeVisibleAsync();
        await Assertions.Expect(page.Page.Locator("#legend-ticks li")).ToHaveTextAsync(["0px", "1px", "2px", "4px", "8px", "16px"]);
    }

    [Fact]
    public async Task Pointer_OverThePicture_ReadsTheMap()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await OpenAsync(stage);
        await Assertions.Expect(page.Page.Locator("#readout")).ToBeHiddenAsync();
        foreach (var (x, text) in new[] { (0.25, "4.0 px"), (0.75, "12.0 px") })
        {
            await page.PointAsync(x, 0.3);
            await Assertions.Expect(page.Page.Locator("#readout")).ToHaveTextAsync(text);
            await Assertions.Expect(page.Page.Locator("#legend-marker")).ToBeVisibleAsync();
        }
        await page.Page.Mouse.MoveAsync(500, 5);
        await Assertions.Expect(page.Page.Locator("#readout")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Outline_RunsWhereTheRadiusIsTheLimit()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await OpenAsync(stage);
        await page.GreyBecomesAsync(0.75, 0.3, 200);
        var columns = await page.GreenColumnsAsync(0.7);
        Assert.NotEmpty(columns);
        Assert.All(columns, column => Assert.Equal(1.5 / 16, column, 0.012));
        Assert.InRange(columns.Length, 1, 4); // a line, and a thin one

        await page.Page.Locator("#outline-limit").FillAsync("4");
        await Poll.UntilAsync(async () => (await page.GreenColumnsAsync(0.7)) is [var first, ..] && Math.Abs(first - 0.25) < 0.012, "the outline has moved");

        await page.PressAsync("o");
        await Poll.UntilAsync(async () => (await page.GreenColumnsAsync(0.7)).Length == 0, "the outline is gone");
    }

    [Fact]
    public async Task Status_OnTheBar_IsWhatTheServerSays()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Status = stage.Status with { Frames = new() { Dropped = 12 } };
        await using var page = await OpenAsync(stage);
        await Assertions.Expect(page.Page.Locator("#source-name")).ToHaveTextAsync("Test scene");
        await Assertions.Expect(page.Page.Locator("#m-drops dd")).ToHaveTextAsync("12");
        await Assertions.Expect(page.Page.Locator("#m-provider dd")).ToHaveTextAsync("CPU");
        await Assertions.Expect(page.Page.Locator("#m-provider")).ToHaveAttributeAsync("title", "CUDA is not in use: there is no NVIDIA driver.");
    }

    [Fact]
    public async Task CameraLost_KeepsThePictureUnderABanner()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await OpenAsync(stage);
        var banner = page.Page.Locator("#banner");
        await Assertions.Expect(banner).ToBeHiddenAsync();
        stage.Status = stage.Status with { Source = stage.Status.Source with { Connection = ConnectionState.Lost } };
        await Assertions.Expect(banner).ToHaveTextAsync("Camera lost, trying again");
        Assert.True((await page.ColourAsync(0.75, 0.6)).Item1 > 100, "The picture is still there.");
        stage.Status = stage.Status with { Source = stage.Status.Source with { Connection = ConnectionState.Ended, IsLive = false }, Ended = true };
        await Assertions.Expect(banner).ToHaveTextAsync("The clip has ended");
    }

    [Fact]
    public async Task ServerGone_IsSaidAndReconnectedTo()
    {
        var stage = await PreviewStage.StartAsync();
        var port = stage.Url.Port;
        await using var page = await OpenAsync(stage);
        page.MayReportErrors = true;
        await stage.DisposeAsync();
        await Assertions.Expect(page.Page.Locator("#banner")).ToHaveTextAsync("The live view does not answer, trying again");

        await using var again = await PreviewStage.StartAsync(new PreviewOptions { Port = port });
        again.Publish(31, sharpGrey: 140);

        await page.ShowsAsync(31);
        await page.GreyBecomesAsync(0.75, 0.3, 140);
        await Assertions.Expect(page.Page.Locator("#banner")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task QuestionMark_OpensTheKeys()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await OpenAsync(stage);
        await page.PressAsync("?");
        await Assertions.Expect(page.Page.Locator("#sheet")).ToBeVisibleAsync();
        await Assertions.Expect(page.Page.Locator("#keys")).ToContainTextAsync("Heat map of blur radius");
        await page.PressAsync("Escape");
        await Assertions.Expect(page.Page.Locator("#sheet")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Tablet_ByTouch_SwitchesTheHeatMapAndFitsItsScreen()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await OpenAsync(stage, 0, new() { ViewportSize = new() { Width = 820, Height = 1180 }, HasTouch = true, IsMobile = true });
        await page.Page.Locator("#heat").TapAsync();
        await Assertions.Expect(page.Page.Locator("#heat")).ToHaveAttributeAsync("aria-pressed", "true");
        var help = (await page.Page.Locator("#help").BoundingBoxAsync())!;
        Assert.InRange(help.X + help.Width, 0, 820);
        var provider = (await page.Page.Locator("#m-provider").BoundingBoxAsync())!;
        Assert.InRange(provider.X + provider.Width, 0, 820);
    }

    [Fact]
    public async Task WithoutWebGl_ThereIsAMessageAndTheBarePicture()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Publish(0);
        await using var page = await LivePage.OpenAsync(
            browser, stage.Url, script: "HTMLCanvasElement.prototype.getContext = () => null;");
        await Assertions.Expect(page.Page.Locator("#blank")).ToContainTextAsync("This browser has no WebGL2");
        await Assertions.Expect(page.Page.Locator("#blank img")).ToHaveJSPropertyAsync("naturalWidth", 320);
    }

    [Fact]
    public async Task Obs_IsThePictureAndNothingElse()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Publish(5);
        await using var page = await LivePage.OpenAsync(browser, new Uri(stage.Url, "/obs"));
        await page.ShowsAsync(5);
        using var screen = OpenCvSharp.Cv2.ImDecode(await page.Page.ScreenshotAsync(), OpenCvSharp.ImreadModes.Color);
        Assert.Equal(default, screen.At<OpenCvSharp.Vec3b>(5, 500)); // 1000x700 around 320x200: black above
        Assert.InRange(screen.At<OpenCvSharp.Vec3b>(350, 500).Item1, 196, 204);
    }

    private async Task<LivePage> OpenAsync(PreviewStage stage, long sequence = 0, BrowserNewContextOptions? options = null)
    {
        stage.Publish(sequence);
        var page = await LivePage.OpenAsync(browser, stage.Url, options);
        await page.ShowsAsync(sequence);
        return page;
    }
}
