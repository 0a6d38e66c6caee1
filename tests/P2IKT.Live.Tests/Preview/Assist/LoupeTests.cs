using Microsoft.Playwright;
using OpenCvSharp;
using P2IKT.Live.Preview;
using Xunit;

namespace P2IKT.Live.Tests.Preview.Assist;

/// <summary>The loupe: pixels of the source and of the deblurred picture, beside each other.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class LoupeTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Held_ShowsBothPicturesAtThePointer_WithTheRadius()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await OpenAsync(stage);
        await page.PressAsync("1"); // only the deblurred picture: the loupe asks for the source
        await page.PointAsync(0.75, 0.6);
        await page.Page.Keyboard.DownAsync("l");
        await Assertions.Expect(page.Page.Locator("#loupe-radius")).ToHaveTextAsync("12.0 px");
        stage.Publish(1);
        await page.ShowsAsync(1);
        await GreysAreAsync(page, 60, 200);
        await page.PointAsync(0.25, 0.6);
        await Assertions.Expect(page.Page.Locator("#loupe-radius")).ToHaveTextAsync("4.0 px");
        await page.Page.Keyboard.UpAsync("l");
        await Assertions.Expect(page.Page.Locator("#loupe-panel")).ToBeHiddenAsync();
    }

    [Theory]
    [InlineData(100, 1)]
    [InlineData(200, 2)]
    [InlineData(400, 4)]
    public async Task Pinned_MagnifiesPixelsAsSquares(int zoom, int scale)
    {
        await using var stage = await PreviewStage.StartAsync(new PreviewOptions { Port = 0, JpegQuality = 100 });
        await using var page = await OpenAsync(stage, $"loupe: true, loupeZoom: {zoom}", paint: static pixels =>
        {
            for (var i = 0; i < pixels.Length; i++)
                pixels[i] = (byte)(i / 3 % 320 / 16 % 2 == 0 ? 20 : 230); // columns of 16 pixels
        });
        await GreysAreAsync(page, null, null);
        using var loupe = await LoupeAsync(page);
        var row = loupe.Height / 2 + 40;
        var edges = Enumerable.Range((loupe.Width / 2) + 4, (loupe.Width / 2) - 8)
            .Where(x => Math.Abs(loupe.At<Vec3b>(row, x).Item0 - loupe.At<Vec3b>(row, x - 1).Item0) > 150).ToArray();
        Assert.True(edges.Length >= 2, "There are columns.");
        Assert.All(edges.Zip(edges.Skip(1)), pair => Assert.Equal(16 * scale, pair.Second - pair.First)); // sharp, and to the pixel
    }

    [Fact]
    public async Task Pinned_MovesByArrowKeysAndByDragging()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await OpenAsync(stage, "loupe: true, loupeZoom: 200");
        await Assertions.Expect(page.Page.Locator("#loupe-radius")).ToHaveTextAsync("8.0 px");
        await page.Page.Locator("#loupe-picture").FocusAsync();
        for (var i = 0; i < 2; i++)
            await page.PressAsync("Shift+ArrowRight"); // ten pixels each: half a pixel of radius
        await Assertions.Expect(page.Page.Locator("#loupe-radius")).ToHaveTextAsync("9.0 px");
        var box = (await page.Page.Locator("#loupe-picture").BoundingBoxAsync())!;
        await page.Page.Mouse.MoveAsync(box.X + 200, box.Y + 100);
        await page.Page.Mouse.DownAsync();
        await page.Page.Mouse.MoveAsync(box.X + 120, box.Y + 100); // 80 CSS pixels to the left are 40 of the picture to the right
        await page.Page.Mouse.UpAsync();
        await Assertions.Expect(page.Page.Locator("#loupe-radius")).ToHaveTextAsync("11.0 px");
        await page.Page.Locator("#loupe-close").ClickAsync();
        await Assertions.Expect(page.Page.Locator("#loupe-panel")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task WithoutTexture_SaysSo()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Confidence = 0;
        await using var page = await OpenAsync(stage, "loupe: true");
        await Assertions.Expect(page.Page.Locator("#loupe-radius")).ToHaveTextAsync("no texture");
    }

    // Levels in the middle of both halves; null waits for any picture.
    private static Task GreysAreAsync(LivePage page, int? source, int? sharp) => Poll.UntilAsync(
        async () =>
        {
            using var loupe = await LoupeAsync(page);
            var (left, right) = (loupe.At<Vec3b>(loupe.Height / 2, (loupe.Width / 4) + 30).Item0, loupe.At<Vec3b>(loupe.Height / 2, (loupe.Width * 3 / 4) + 30).Item0);
            return source is null ? left != 14 && right != 14 : Math.Abs(left - source.Value) < 4 && Math.Abs(right - sharp!.Value) < 4;
        },
        "the loupe shows both pictures");

    private static async Task<Mat> LoupeAsync(LivePage page) =>
        Cv2.ImDecode(await page.Page.Locator("#loupe-picture").ScreenshotAsync(), ImreadModes.Color);

    private async Task<LivePage> OpenAsync(PreviewStage stage, string settings = "", Action<Span<byte>>? paint = null)
    {
        stage.Publish(0, paint: paint);
        var page = await LivePage.OpenAsync(browser, stage.Url, script:
            $"if (!localStorage.length) localStorage.setItem('p2ikt-live.view.1', JSON.stringify({{ outline: false, {settings} }}))");
        await page.ShowsAsync(0);
        return page;
    }
}
