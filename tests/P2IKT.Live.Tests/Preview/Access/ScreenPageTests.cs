using Microsoft.Playwright;
using P2IKT.Live.Preview;

namespace P2IKT.Live.Tests.Preview.Access;

/// <summary><c>/screen</c>: the picture and its overlays alone.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class ScreenPageTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string CountsWakeLocks =
        """
        window.locks = 0;
        Object.defineProperty(navigator, "wakeLock", { value: { request: async () => { window.locks++; return new EventTarget(); } } });
        """;

    [Fact]
    public async Task Screen_ShowsThePictureAlone()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Publish(0, sharpGrey: 180);
        await using var page = await OpenAsync(stage, "/screen");
        await AssertColourAsync(page, 0.9, 0.5, (180, 180, 180));
        Assert.Equal(0, await page.Page.Locator("button, header, footer").CountAsync());
        stage.Publish(1, sharpGrey: 90);
        await page.ShowsAsync(1);
        await AssertColourAsync(page, 0.9, 0.5, (90, 90, 90));
    }

    [Fact]
    public async Task TwoScreens_EachHaveTheirOwnOverlays_AndLeaveThoseOfThePageAlone()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Publish(0);
        await using var heat = await OpenAsync(stage, "/screen?overlay=heat:opacity=1");
        await using var plain = await OpenAsync(stage, "/screen?picture=source");
        var warm = await ColourAsync(heat, 0.9, 0.5); // the blur grows to the right
        Assert.True(Math.Max(warm.R, Math.Max(warm.G, warm.B)) - Math.Min(warm.R, Math.Min(warm.G, warm.B)) > 40, warm.ToString());
        await AssertColourAsync(plain, 0.9, 0.5, (60, 60, 60));

        Assert.Null(await heat.Page.EvaluateAsync<string?>("localStorage.getItem('p2ikt-live.view.1')"));
    }

    [Theory]
    [InlineData("/screen", "#note")]
    [InlineData("/", "#blank-text")]
    public async Task Page_InLineForAPlace_SaysWhere_AndShowsThePictureOnceItHasOne(string path, string place)
    {
        await using var stage = await PreviewStage.StartAsync(new PreviewOptions { Port = 0, MaxViewers = 1 });
        using var first = await RawViewer.ConnectAsync(stage);
        using var next = await RawViewer.ConnectAsync(stage);
        stage.Publish(0, sharpGrey: 180);
        await using var page = await LivePage.OpenAsync(browser, new Uri(stage.Url, path));
        var says = Assertions.Expect(page.Page.Locator(place));
        await says.ToContainTextAsync("Another viewer is watching, which is the limit: you are number 2 in line");
        next.Socket.Abort();
        await says.ToContainTextAsync("you are the next in line");
        first.Socket.Abort();
        await page.ShowsAsync(0);
        await Assertions.Expect(page.Page.Locator(place)).ToBeHiddenAsync();
    }

    [Theory]
    [InlineData("overlay=stars", "overlay is 'stars'")]
    [InlineData("overlay=heat:opacity=9", "opacity is '9': it is a number from")]
    [InlineData("overlay=outline:colour=mauve", "colour is 'mauve': it is one of")]
    [InlineData("overlay=heat:colour=red", "option of heat is 'colour'")]
    [InlineData("picture=<b>x", "picture is '<b>x'")]
    [InlineData("turn=45", "turn is '45'")]
    public async Task Screen_WithAMistakeInItsAddress_SaysIt_AndShowsThePicture(string query, string says)
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Publish(0, sharpGrey: 180);
        await using var page = await OpenAsync(stage, "/screen?" + query);
        await Assertions.Expect(page.Page.Locator("#note")).ToContainTextAsync(says);
        await AssertColourAsync(page, 0.9, 0.3, (180, 180, 180));
    }

    [Fact]
    public async Task Phone_ShowsTheWholePicture_AndStaysAwake()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Publish(0, sharpGrey: 180);
        var phone = new BrowserNewContextOptions { ViewportSize = new() { Width = 390, Height = 844 }, HasTouch = true, IsMobile = true,
            DeviceScaleFactor = 3 };
        await using var screen = await LivePage.OpenAsync(browser, new Uri(stage.Url, "/screen"), phone, CountsWakeLocks);
        await screen.ShowsAsync(0);
        await screen.BecomesAsync("window.locks === 1");
        Assert.False(await ScrollsAsync(screen));

        await using var page = await LivePage.OpenAsync(browser, stage.Url, phone, CountsWakeLocks);
        await page.ShowsAsync(0);
        await page.BecomesAsync("window.locks === 1");
        Assert.False(await ScrollsAsync(page));
        foreach (var button in new[] { "#screens-open", "#help", "[data-mode=sharp]" })
        {
            var box = await page.Page.Locator(button).BoundingBoxAsync();
            Assert.True(box is { X: >= 0, Height: >= 40 } && box.X + box.Width <= 390 && box.Y + box.Height <= 844,
                $"{button}: {box?.X},{box?.Y} {box?.Width}x{box?.Height}");
        }
    }

    private static Task<bool> ScrollsAsync(LivePage page) => page.Page.EvaluateAsync<bool>(
        "document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight");

    private async Task<LivePage> OpenAsync(PreviewStage stage, string path)
    {
        var page = await LivePage.OpenAsync(browser, new Uri(stage.Url, path), new() { ViewportSize = new() { Width = 640,
            Height = 400 } });
        await page.ShowsAsync(0);
        return page;
    }

    private static async Task AssertColourAsync(LivePage page, double x, double y, (int R, int G, int B) wanted)
    {
        (int R, int G, int B) seen = default;
        await Poll.UntilAsync(
            async () => (seen = await ColourAsync(page, x, y)) is var now
                && Math.Abs(now.R - wanted.R) <= 4 && Math.Abs(now.G - wanted.G) <= 4 && Math.Abs(now.B - wanted.B) <= 4,
            $"the screen was {wanted} at ({x}, {y})");
        Assert.NotEqual(default, seen);
    }

    // The picture fills the window.
    private static async Task<(int R, int G, int B)> ColourAsync(LivePage page, double x, double y)
    {
        using var screen = OpenCvSharp.Cv2.ImDecode(await page.Page.ScreenshotAsync(), OpenCvSharp.ImreadModes.Color);
        var pixel = screen.At<OpenCvSharp.Vec3b>((int)(y * screen.Height), (int)(x * screen.Width));
        return (pixel.Item2, pixel.Item1, pixel.Item0);
    }
}
