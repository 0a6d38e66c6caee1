using System.Buffers.Binary;
using Microsoft.Playwright;
using OpenCvSharp;
using P2IKT.Live.Frames;
using Xunit;

namespace P2IKT.Live.Tests.Preview.Assist;

/// <summary>Guides and the layout over the picture.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class GuideTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Aspect_DimsWhatIsOutside()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await OpenAsync(stage);
        await page.PressAsync("v");
        await page.Page.Locator("#aspect").SelectOptionAsync("1:1");
        await page.PressAsync("Escape"); // leaves the list
        await page.GreyBecomesAsync(0.5, 0.3, 200);
        Assert.InRange((await page.ColourAsync(0.1, 0.3)).Item1, 40, 90); // 200 x 200 of 320 x 200 remain
        Assert.InRange((await page.ColourAsync(0.25, 0.3)).Item1, 190, 210);
        Assert.InRange((await page.ColourAsync(0.17, 0.3)).Item1, 40, 90);
    }

    [Fact]
    public async Task Aspect_OfTheWholePicture_DrawsNoFrameInAWindowOfAnySize()
    {
        await using var stage = await PreviewStage.StartAsync(size: new FrameSize(1024, 680));
        await using var page = await OpenAsync(stage);
        foreach (var (width, height) in new[] { (1152, 740), (1280, 800), (1000, 700), (820, 1180), (1366, 768), (1111, 777) })
        {
            await page.Page.SetViewportSizeAsync(width, height);
            await page.Page.WaitForFunctionAsync(
                "() => { const box = document.getElementById('frame-box'), stage = document.getElementById('stage');"
                + " return (box.clientWidth === stage.clientWidth || box.clientHeight === stage.clientHeight)"
                + " && document.getElementById('guides').getAttribute('viewBox') === `0 0 ${box.clientWidth} ${box.clientHeight}`; }");
            Assert.Equal("", await page.Page.Locator(".guide-light .guide-frame").GetAttributeAsync("d"));
        }
    }

    [Fact]
    public async Task Grid_ByKey_IsDrawnAndGoneAgain()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await OpenAsync(stage);
        var lines = page.Page.Locator(".guide-light .guide-grid");
        await page.PressAsync("g");
        await Assertions.Expect(lines).ToHaveAttributeAsync("d", new System.Text.RegularExpressions.Regex("^M\\d+"));
        for (var i = 0; i < 4; i++)
            await page.PressAsync("g");
        await Assertions.Expect(lines).ToHaveAttributeAsync("d", "");
    }

    [Fact]
    public async Task Layout_IsLaidOverThePicture_AndKept()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await OpenAsync(stage);
        await page.Page.Locator("#layout-file").SetInputFilesAsync(File("cover.png", Png(320, 200, new Scalar(0, 0, 255))));
        await Assertions.Expect(page.Page.Locator("#layout-picture")).ToBeVisibleAsync();
        await page.ColourBecomesAsync(0.7, 0.3, (228, 100, 100), 6); // half of red, half of 200

        await page.Page.ReloadAsync();

        await page.ShowsAsync(0);
        await page.ColourBecomesAsync(0.7, 0.3, (228, 100, 100), 6);
        await page.PressAsync("v");
        await page.Page.Locator("#layout-opacity").FillAsync("1");
        await page.ColourBecomesAsync(0.6, 0.3, (255, 0, 0), 6);
        await page.Page.Locator("#layout-forget").ClickAsync();
        await page.GreyBecomesAsync(0.6, 0.3, 200);
    }

    [Fact]
    public async Task Layout_ThatIsHostile_IsRefusedWithAReason()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await OpenAsync(stage);
        var toast = page.Page.Locator("#toast-text");
        var good = Png(320, 200, new Scalar(0, 0, 255));
        var huge = (byte[])good.Clone();
        BinaryPrimitives.WriteUInt32BigEndian(huge.AsSpan(16), 60_000);
        BinaryPrimitives.WriteUInt32BigEndian(huge.AsSpan(20), 60_000);
        foreach (var (name, content, reason) in new[]
        {
            ("page.png", "<html><script>alert(1)</script></html>"u8.ToArray(), "page.png is not used as a layout: it is not a PNG."),
            ("empty.png", [], "empty.png is not used as a layout: it is not a PNG."),
            ("huge.png", huge, "huge.png is not used as a layout: it has 60000 × 60000 pixels"),
            ("torn.png", good[..60], "torn.png is not used as a layout: the PNG is damaged: its end is missing."),
        })
        {
            await page.Page.Locator("#layout-file").SetInputFilesAsync(File(name, content));
            await Assertions.Expect(toast).ToContainTextAsync(reason);
            await Assertions.Expect(page.Page.Locator("#layout-picture")).ToBeHiddenAsync();
        }
    }

    private static FilePayload File(string name, byte[] content) => new() { Name = name, MimeType = "image/png", Buffer = content };

    private static byte[] Png(int width, int height, Scalar colour)
    {
        using var picture = new Mat(height, width, MatType.CV_8UC3, colour);
        return picture.ToBytes(".png");
    }

    private async Task<LivePage> OpenAsync(PreviewStage stage)
    {
        stage.Publish(0);
        var page = await LivePage.OpenAsync(browser, stage.Url, script:
            "if (!localStorage.length) localStorage.setItem('p2ikt-live.view.1', JSON.stringify({ mode: 'sharp', outline: false }))");
        await page.ShowsAsync(0);
        return page;
    }
}
