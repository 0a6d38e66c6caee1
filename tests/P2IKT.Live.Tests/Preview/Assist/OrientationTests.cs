using Microsoft.Playwright;
using P2IKT.Live.Focus;
using P2IKT.Live.Tests.Preview.Focus;
using Xunit;

namespace P2IKT.Live.Tests.Preview.Assist;

/// <summary>The view turned and mirrored: picture, wipe, overlays and readout follow.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class OrientationTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Turned_PictureAndReadoutFollow()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await OpenAsync(stage);
        await page.PressAsync("1");
        await page.PressAsync("q"); // the left edge is now the upper one
        await page.GreyBecomesAsync(0.5, 0.2, 40);
        await page.GreyBecomesAsync(0.5, 0.9, 200);
        foreach (var (y, text) in new[] { (0.25, "4.0 px"), (0.75, "12.0 px") })
        {
            await page.PointAsync(0.3, y);
            await Assertions.Expect(page.Page.Locator("#readout")).ToHaveTextAsync(text);
        }
        var box = (await page.Page.Locator("#frame-box").BoundingBoxAsync())!;
        Assert.Equal(200 / 320.0, box.Width / box.Height, 0.01);

        await page.PressAsync("q"); // upside down
        await page.GreyBecomesAsync(0.8, 0.5, 40);
        await page.PressAsync("q"); // the left edge is the lower one
        await page.GreyBecomesAsync(0.9, 0.8, 40); // away from the readout at the pointer
        await page.PointAsync(0.3, 0.75);
        await Assertions.Expect(page.Page.Locator("#readout")).ToHaveTextAsync("4.0 px");
        await page.PressAsync("q");
        await page.GreyBecomesAsync(0.2, 0.5, 40);
    }

    [Fact]
    public async Task Mirrored_OutlineFollows_AndTheWipeStaysWithTheScreen()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Publish(0);
        await using var page = await LivePage.OpenAsync(browser, stage.Url);
        await page.ShowsAsync(0);
        await page.PressAsync("v");
        await page.Page.Locator("#mirrorX").ClickAsync();
        await page.PressAsync("Escape");
        await Poll.UntilAsync(
            async () => await page.GreenColumnsAsync(0.7) is [var first, ..] && Math.Abs(first - (1 - (1.5 / 16))) < 0.012, "the outline is mirrored");
        await page.GreyBecomesAsync(0.3, 0.3, 60); // the source stays on the left
        await page.GreyBecomesAsync(0.6, 0.3, 200);
        await page.PointAsync(0.75, 0.3);
        await Assertions.Expect(page.Page.Locator("#readout")).ToHaveTextAsync("4.0 px");
    }

    [Fact]
    public async Task Turned_FocusPointsFollow()
    {
        var focus = new FocusAssist();
        focus.Add(0.25, 0.4);
        await using var page = await FocusPage.OpenAsync(browser, focus);
        await page.Live.PressAsync("q");
        await Poll.UntilAsync(
            async () => await page.Marker(1).BoundingBoxAsync() is { } marker && await page["#frame-box"].BoundingBoxAsync() is { } box
                && Math.Abs((marker.X + (marker.Width / 2) - box.X) / box.Width - 0.6) < 0.01
                && Math.Abs((marker.Y + (marker.Height / 2) - box.Y) / box.Height - 0.25) < 0.01,
            "the point is where its place in the picture is shown");
        await page.ClickAsync(0.2, 0.8); // on the screen
        await Poll.UntilAsync(() => focus.Points.Count == 2, "the second point is there");
        Assert.Equal(0.8, focus.Points[1].X, 0.01);
        Assert.Equal(0.8, focus.Points[1].Y, 0.01);
    }

    // Dark where the radius is small, at the left edge.
    private async Task<LivePage> OpenAsync(PreviewStage stage)
    {
        stage.Publish(0, paint: static pixels =>
        {
            for (var i = 0; i < pixels.Length; i++)
                pixels[i] = (byte)(i / 3 % 320 < 160 ? 40 : 200);
        });
        var page = await LivePage.OpenAsync(
            browser, stage.Url, script: "localStorage.setItem('p2ikt-live.view.1', JSON.stringify({ outline: false }))");
        await page.ShowsAsync(0);
        return page;
    }
}
