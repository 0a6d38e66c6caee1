using System.Globalization;
using P2IKT.Live.Deblur;
using Xunit;

namespace P2IKT.Live.Tests.Preview;

/// <summary>The border of what was refined, over a picture of 320x200: 5 columns and 4 rows of tiles, the last row 8 pixels high.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class RefinedMarksTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private static readonly string[] AroundTwoTiles =
        ["64 64 - 128 64", "64 64 - 64 128", "128 64 - 128 128", "64 128 - 64 192", "128 128 - 128 192", "64 192 - 128 192"];

    [Fact]
    public async Task Marks_RunAlongTheBorderOfWhatIsRefined()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await LivePage.OpenAsync(browser, stage.Url);
        Assert.Empty(await EdgesAsync(stage, page, 0, null));
        Assert.Equal(AroundTwoTiles.Order(), await EdgesAsync(stage, page, 1, Area(static (column, row) => column == 1 && row is 1 or 2)));
        // The picture's own border is none.
        Assert.Equal(
            ["64 0 - 64 64", "64 128 - 64 192", "64 192 - 64 200", "64 64 - 64 128"],
            await EdgesAsync(stage, page, 2, Area(static (column, _) => column == 0)));
        Assert.Empty(await EdgesAsync(stage, page, 3, Area(static (_, _) => true)));
    }

    [Fact]
    public async Task Marks_OfASourceOrATurnedPicture_FollowTheView()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await LivePage.OpenAsync(browser, stage.Url);
        var area = Area(static (column, row) => column == 1 && row is 1 or 2);
        await page.PressAsync("3");
        Assert.Empty(await EdgesAsync(stage, page, 0, area));
        await page.PressAsync("1");
        Assert.Equal(6, (await EdgesAsync(stage, page, 1, area)).Count());
        await page.Page.EvaluateAsync("async () => (await import('/js/orientation.js')).turnOn()");
        // Turned clockwise, the picture's left edge is the upper one: (x, y) lies at (200 - y, x).
        Assert.Equal(
            AroundTwoTiles.Select(static edge => Turned(edge)).Order(), await EdgesAsync(stage, page, 2, area, isTurned: true));
    }

    private static string Turned(string edge)
    {
        var numbers = edge.Replace(" -", "", StringComparison.Ordinal).Split(' ').Select(static n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        return $"{200 - numbers[1]} {numbers[0]} - {200 - numbers[3]} {numbers[2]}";
    }

    private static RefinedArea Area(Func<int, int, bool> isRefined) =>
        new(5, 4, [.. Enumerable.Range(0, 20).Select(tile => isRefined(tile % 5, tile / 5))]);

    /// <summary>Shows a frame; the edges that are then drawn, in pixels of the picture as it stands on the screen.</summary>
    private static async Task<IEnumerable<string>> EdgesAsync(
        PreviewStage stage, LivePage page, long sequence, RefinedArea? area, bool isTurned = false)
    {
        stage.Refined = area;
        stage.Publish(sequence);
        await page.ShowsAsync(sequence);
        var path = await page.Page.Locator("#refined-marks path").First.GetAttributeAsync("d") ?? "";
        var box = (await page.Page.Locator("#frame-box").BoundingBoxAsync())!;
        var scale = (isTurned ? 200 : 320) / box.Width;
        return path.Split('M', StringSplitOptions.RemoveEmptyEntries)
            .Select(edge => string.Join(" - ", edge.Split('L').Select(point => string.Join(' ', point.Split(' ').Select(Pixels)))))
            .Order();

        string Pixels(string value) => ((int)Math.Round(double.Parse(value, CultureInfo.InvariantCulture) * scale)).ToString(CultureInfo.InvariantCulture);
    }
}
