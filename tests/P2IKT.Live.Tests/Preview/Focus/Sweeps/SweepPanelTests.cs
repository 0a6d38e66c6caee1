using Microsoft.Playwright;
using P2IKT.Live.Tests.Preview.Focus;

namespace P2IKT.Live.Tests.Preview.Focus.Sweeps;

/// <summary>The panel of the focus sweep, and its result over the live view.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class SweepPanelTests(BrowserFixture browser) : IClassFixture<BrowserFixture>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-sweep-").FullName;
    private long _sequence = 1;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ASweepByHand_IsStartedByKey_WatchedStoppedAndSaved()
    {
        await using var page = await FocusPage.OpenAsync(browser, sweeps: _folder);
        await Assertions.Expect(page["#sweep-open"]).ToBeVisibleAsync();
        await page.Live.PressAsync("z");
        await Assertions.Expect(page["#sweep-note"]).ToContainTextAsync("must stand still");
        await Assertions.Expect(page["#sweep-drives"]).ToBeHiddenAsync(); // there is one choice
        await page.Live.PressAsync("Shift+Z");
        await Assertions.Expect(page["#sweep-stop"]).ToBeVisibleAsync();
        for (var position = 0; position < 6; position++)
            Show(page, position);
        await Assertions.Expect(page["#sweep-facts"]).ToContainTextAsync("100 % was in focus");
        await Assertions.Expect(page["#sweep-facts"]).ToContainTextAsync("6 frames · deblurred");
        await VersionIsShownAsync(page); // it grows while the sweep runs
        await page.Live.PressAsync("Shift+Z");
        await Assertions.Expect(page["#sweep-message"]).ToHaveTextAsync("The sweep was stopped.");
        await page["#sweep-save"].ClickAsync();
        var files = page["#sweep-files a"];
        await Assertions.Expect(files).ToHaveCountAsync(3);
        await Assertions.Expect(page["#sweep-folder"]).ToHaveTextAsync($"In {_folder}");
        var download = await page.Page.RunAndWaitForDownloadAsync(() => files.First.ClickAsync());
        Assert.Matches(@"^sweep-\d{8}-\d{6}\.stacked\.png$", download.SuggestedFilename);
        Assert.True(File.Exists(Path.Combine(_folder, download.SuggestedFilename)));
    }

    [Fact]
    public async Task Views_ShowResultDepthAndWhatStaysSoft_AndTheLiveViewBeside()
    {
        await using var page = await FocusPage.OpenAsync(browser, sweeps: _folder);
        await page.Live.PressAsync("Shift+Z");
        await Assertions.Expect(page["#sweep-stop"]).ToBeVisibleAsync();
        for (var position = 0; position < 4; position++) // the right half is in focus at 8: never
            Show(page, position, right: 8);
        await page["#sweep-stop"].ClickAsync();
        await VersionIsShownAsync(page);
        Assert.Equal(70, await GreyAsync(page, 0.1, 0.5), 12.0); // of the frame at position 1, by its grey
        await page.Page.GetByRole(AriaRole.Radio, new() { Name = "Depth" }).ClickAsync();
        await Assertions.Expect(page["#sweep-scale"]).ToBeVisibleAsync();
        await Poll.UntilAsync(async () => await GreyAsync(page, 0.1, 0.5) > await GreyAsync(page, 0.9, 0.5) + 40, "what was sharp first is brighter");
        await page.Page.GetByRole(AriaRole.Radio, new() { Name = "Soft" }).ClickAsync();
        await Poll.UntilAsync(async () => await RedAsync(page, 0.9) > await GreyAsync(page, 0.9, 0.5) + 30, "what stays soft is marked");
        Assert.Equal(await RedAsync(page, 0.1), await GreyAsync(page, 0.1, 0.5), 8.0);
        await page["#sweep-compare"].FillAsync("0.5");
        Assert.Equal(0, await AlphaAsync(page, 0.2)); // the live view is left open
        Assert.Equal(255, await AlphaAsync(page, 0.8));
        await page.Live.PointAsync(0.1, 0.8);
        await Assertions.Expect(page["#sweep-place"]).ToContainTextAsync("Here sharpest at");
        await page.Page.GetByRole(AriaRole.Radio, new() { Name = "Live" }).ClickAsync();
        await Assertions.Expect(page["#sweep-picture"]).ToBeHiddenAsync();
        await page.Live.PressAsync("z");
        await Assertions.Expect(page["#sweep"]).ToBeHiddenAsync();
    }

    [Fact]
    public async Task AReload_InMidSweep_ShowsItAgain_AndTwoViewersSeeTheSame()
    {
        await using var page = await FocusPage.OpenAsync(browser, sweeps: _folder);
        await page.Live.PressAsync("Shift+Z");
        await Assertions.Expect(page["#sweep-stop"]).ToBeVisibleAsync();
        for (var position = 0; position < 3; position++)
            Show(page, position);
        await page.Page.ReloadAsync();
        await Assertions.Expect(page["#sweep-stop"]).ToBeVisibleAsync();
        await Assertions.Expect(page["#sweep-facts"]).ToContainTextAsync("3 frames");
        await using var other = await LivePage.OpenAsync(browser, page.Stage.Url);
        await Assertions.Expect(other.Page.Locator("#sweep-open")).ToBeVisibleAsync();
        await other.PressAsync("z");
        await Assertions.Expect(other.Page.Locator("#sweep-stop")).ToBeVisibleAsync();
        await other.Page.Locator("#sweep-cancel").ClickAsync();
        await Assertions.Expect(page["#sweep-message"]).ToHaveTextAsync("The sweep was cancelled.");
        await Assertions.Expect(page["#sweep-start"]).ToBeVisibleAsync();
        await Assertions.Expect(page["#sweep-result"]).ToBeHiddenAsync();
    }

    [Fact]
    public async Task WhatGoesWrong_IsSaid()
    {
        File.WriteAllText(Path.Combine(_folder, "file"), "");
        await using var page = await FocusPage.OpenAsync(browser, sweeps: Path.Combine(_folder, "file"));
        page.Stage.Confidence = 0.01f;
        page.Live.MayReportErrors = true; // the refusal of the save
        await page.Live.PressAsync("Shift+Z");
        await Assertions.Expect(page["#sweep-stop"]).ToBeVisibleAsync();
        for (var position = 0; position < 6; position++)
            Show(page, position);
        await page["#sweep-stop"].ClickAsync();
        await Assertions.Expect(page["#sweep-warning"]).ToContainTextAsync("no texture");
        await Assertions.Expect(page["#sweep-facts"]).ToContainTextAsync("Nothing to read the focus from");
        await page["#sweep-save"].ClickAsync();
        await Assertions.Expect(page["#toast-text"]).ToContainTextAsync("cannot be written");
        await Assertions.Expect(page["#sweep-save"]).ToBeEnabledAsync();
    }

    [Fact]
    public async Task WithoutSweeps_ThereIsNoButton()
    {
        await using var page = await FocusPage.OpenAsync(browser);
        await Assertions.Expect(page["#view-assist-open"]).ToBeVisibleAsync();
        await page.Live.PressAsync("z");
        await Assertions.Expect(page["#sweep-open"]).ToBeHiddenAsync();
        await Assertions.Expect(page["#sweep"]).ToBeHiddenAsync();
    }

    /// <summary>A frame at a position: the left half is in focus at 1, the right one where the test says. Its grey is 50 and 20 a position.</summary>
    private void Show(FocusPage page, int position, int right = 4)
    {
        page.Stage.Radii = (x, _) => Math.Abs((x < 160 ? 1 : right) - position) * 3f;
        page.Stage.Publish(_sequence++, 60, (byte)(50 + (20 * position)));
    }

    private static Task VersionIsShownAsync(FocusPage page) => Poll.UntilAsync(
        async () => await page.Page.EvaluateAsync<string>("fetch('/api/focus/sweep').then(answer => answer.json()).then(state => String(state.version))")
            == await page["#sweep-picture"].GetAttributeAsync("data-version"),
        "the newest picture is shown");

    private static Task<double> GreyAsync(FocusPage page, double x, double y) => ChannelAsync(page, x, y, 2);

    private static Task<double> RedAsync(FocusPage page, double x) => ChannelAsync(page, x, 0.5, 0);

    private static Task<double> AlphaAsync(FocusPage page, double x) => ChannelAsync(page, x, 0.5, 3);

    private static Task<double> ChannelAsync(FocusPage page, double x, double y, int channel) => page["#sweep-picture"].EvaluateAsync<double>(
        "(canvas, [x, y, channel]) => canvas.getContext('2d').getImageData(x * canvas.width, y * canvas.height, 1, 1).data[channel]", new[] { x, y, channel });
}
