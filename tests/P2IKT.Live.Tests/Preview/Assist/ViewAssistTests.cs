using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace P2IKT.Live.Tests.Preview.Assist;

/// <summary>The panel of view assist by keyboard, by touch and by assistive technology.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class ViewAssistTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Everything = """
        localStorage.setItem('p2ikt-live.view.1', JSON.stringify({
          viewAssist: true, histogram: true, waveform: true, scopeChannels: 'rgb', falseColour: true, clipping: true, heat: true, soft: true,
          strip: true, grid: 'thirds', aspect: '4:5', safeAreas: true, cross: true, loupe: true }))
        """;

    [Fact]
    public async Task Panel_ByKeyboard_OpensAndCloses()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await OpenAsync(stage);
        var panel = page.Page.Locator("#view-assist");
        await Assertions.Expect(panel).ToBeHiddenAsync();
        await page.PressAsync("v");
        await Assertions.Expect(panel).ToBeVisibleAsync();
        await Assertions.Expect(page.Page.Locator("#view-assist-close")).ToBeFocusedAsync();
        await page.PressAsync("Escape");
        await Assertions.Expect(panel).ToBeHiddenAsync();
        await Assertions.Expect(page.Page.Locator("#view-assist-open")).ToBeFocusedAsync();
        await page.PressAsync("?");
        foreach (var text in new[] { "View assist", "Hold for the loupe", "Next grid", "Turn the view", "Histogram, waveform", "False colour", "stripes over what is soft" })
            await Assertions.Expect(page.Page.Locator("#keys")).ToContainTextAsync(text);
    }

    [Theory]
    [InlineData(390, 844)]
    [InlineData(820, 1180)]
    public async Task Panel_ByTouch_FitsTheScreenAndSwitches(int width, int height)
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await OpenAsync(stage, new() { ViewportSize = new() { Width = width, Height = height }, HasTouch = true, IsMobile = true });
        await page.Page.Locator("#view-assist-open").TapAsync();
        await page.Page.Locator("#histogram").TapAsync();
        await Assertions.Expect(page.Page.Locator("#histogram")).ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(page.Page.Locator("#histogram-picture")).ToBeVisibleAsync();
        foreach (var id in new[] { "#view-assist", "#histogram-window", "#help", "#view-assist-open" })
        {
            var box = (await page.Page.Locator(id).BoundingBoxAsync())!;
            Assert.InRange(box.X, 0, width);
            Assert.InRange(box.X + box.Width, 0, width);
            Assert.InRange(box.Y + box.Height, 0, height);
        }
        var chip = (await page.Page.Locator("#waveform").BoundingBoxAsync())!;
        Assert.InRange(chip.Height, 44, 60); // a finger
    }

    [Fact]
    public async Task Outline_ByItsChoices_ChangesColourOnThePageAndInTheSnapshot()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await OpenAsync(stage);
        await page.PressAsync("1");
        await page.PressAsync("v");
        await page.Page.Locator("#outline-colour [aria-label=Red]").ClickAsync();
        await page.Page.Locator("#outline-strength").SelectOptionAsync("strong");
        await page.Page.Locator("#outline-over").SelectOptionAsync("nothing");
        await page.ColourBecomesAsync(1.5 / 16, 0.7, (255, 69, 58), 12);
        await page.GreyBecomesAsync(0.3, 0.7, 0);
        await Assertions.Expect(page.Page.Locator("#snapshot"))
            .ToHaveAttributeAsync("href", "/snapshot.jpg?what=overlay&overlay=outline:colour=red:strength=strong:over=nothing");

        await page.Page.ReloadAsync();

        await page.ShowsAsync(0);
        await page.ColourBecomesAsync(1.5 / 16, 0.7, (255, 69, 58), 12);
        await Assertions.Expect(page.Page.Locator("#outline-colour [aria-checked=true]")).ToHaveAttributeAsync("aria-label", "Red");
    }

    [Fact]
    public async Task WhiteTable_IsNeitherOutlinedNorPainted()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Confidence = 0.1f; // any radius fits a flat area
        await using var page = await OpenAsync(stage);
        foreach (var key in new[] { "1", "h", "x" })
            await page.PressAsync(key);
        await Assertions.Expect(page.Page.Locator("#soft")).ToHaveAttributeAsync("aria-pressed", "true");
        foreach (var x in new[] { 1.5 / 16, 0.3, 0.6, 0.8 })
            await page.GreyBecomesAsync(x, 0.35, 200);
    }

    [Theory]
    [InlineData(1280, 800)]
    [InlineData(390, 844)]
    public async Task Axe_WithEverythingOpen_FindsNoSeriousViolation(int width, int height)
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Publish(0);
        await using var page = await LivePage.OpenAsync(
            browser, stage.Url, new() { ViewportSize = new() { Width = width, Height = height } }, Everything);
        await page.ShowsAsync(0);
        await Assertions.Expect(page.Page.Locator("#source-name")).ToHaveTextAsync("Test scene");
        await Assertions.Expect(page.Page.Locator("#loupe-radius")).ToHaveTextAsync("8.0 px");

        var found = await page.Page.RunAxe();

        Assert.NotEmpty(found.Passes);
        Assert.Empty(found.Violations.Where(static violation => violation.Impact is "serious" or "critical")
            .Select(static violation => $"{violation.Id}: {violation.Help}: {string.Join(", ", violation.Nodes.Select(static node => node.Html))}"));
    }

    private async Task<LivePage> OpenAsync(PreviewStage stage, BrowserNewContextOptions? options = null)
    {
        stage.Publish(0);
        var page = await LivePage.OpenAsync(browser, stage.Url, options);
        await page.ShowsAsync(0);
        return page;
    }
}
