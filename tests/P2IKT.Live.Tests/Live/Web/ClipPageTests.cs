using System.Globalization;
using Microsoft.Playwright;
using OpenCvSharp;
using P2IKT.Live.Recording.Clips;
using P2IKT.Live.Tests.Preview;

namespace P2IKT.Live.Tests.Live.Web;

/// <summary>The page of clips in a real browser, on real clips.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class ClipPageTests(BrowserFixture browser) : IClassFixture<BrowserFixture>, IDisposable
{
    private readonly ClipShelf _shelf = new();

    [Fact]
    public async Task Grid_ShowsEachClipAndWhatIsSpecialAboutIt()
    {
        _shelf.Film("done.mp4", seconds: 2);
        _shelf.Describe("done.mp4", 2, sidecar => sidecar with { Marks = [new ClipMark(1, "")] });
        _shelf.Film("full.mp4");
        _shelf.Film("full.source.mp4");
        _shelf.Describe("full.mp4", 1, sidecar => sidecar with { Ended = ClipEnding.DiskFull, SourceClip = "full.source.mp4" });
        _shelf.BeingWritten = _shelf.Film("growing.mp4");
        await using var server = await _shelf.ServeAsync();
        await using var page = await OpenAsync(server);

        await Assertions.Expect(page.Page.Locator(".card")).ToHaveCountAsync(3);
        await Assertions.Expect(Card(page, "done.mp4")).ToContainTextAsync("0:02");
        await Assertions.Expect(Card(page, "done.mp4")).ToContainTextAsync("1 mark");
        await Assertions.Expect(Card(page, "done.mp4").Locator("img")).ToHaveJSPropertyAsync("naturalWidth", 320);
        await Assertions.Expect(Card(page, "full.mp4").Locator(".badge")).ToHaveTextAsync(["Disk full", "Source kept"]);
        await Assertions.Expect(Card(page, "growing.mp4").Locator(".badge")).ToHaveTextAsync(["Recording"]);
        await Assertions.Expect(Card(page, "growing.mp4")).Not.ToHaveAttributeAsync("href", "#growing.mp4"); // not to be opened yet
    }

    [Fact]
    public async Task Card_OfAClipWhoseSidecarLies_SaysSoAndPlaysTheClip()
    {
        _shelf.Film("good.mp4");
        _shelf.Describe("good.mp4");
        _shelf.Film("liar.mp4");
        _shelf.Describe("liar.mp4", 1, sidecar => sidecar with { Settings = sidecar.Settings with { Fps = -25 } });
        await using var server = await _shelf.ServeAsync();
        await using var page = await OpenAsync(server);

        await Assertions.Expect(Card(page, "good.mp4").Locator(".badge")).ToHaveCountAsync(0);
        await Assertions.Expect(Card(page, "liar.mp4").Locator(".badge")).ToHaveTextAsync(["No details"]);
        await Assertions.Expect(Card(page, "liar.mp4").Locator(".badge")).ToHaveAttributeAsync("title", "What was written beside 'liar.mp4' cannot be used: its rate is -25 frames a second.");
        page.MayReportErrors = true; // the sidecar is not found, which a browser tells as an error
        await Card(page, "liar.mp4").ClickAsync();
        await page.BecomesAsync("document.querySelector('#sharp').currentTime > 0.1");
    }

    [Fact]
    public async Task Grid_WithoutClips_SaysHowToRecordOne()
    {
        await using var server = await _shelf.ServeAsync();
        await using var page = await OpenAsync(server);
        await Assertions.Expect(page.Page.Locator("#empty")).ToContainTextAsync("Press R in the live view");
        await Assertions.Expect(page.Page.Locator("#empty")).ToContainTextAsync(_shelf.Folder);
    }

    [Fact]
    public async Task Grid_WhenAClipIsAdded_ShowsItByItself()
    {
        await using var server = await _shelf.ServeAsync();
        await using var page = await OpenAsync(server);
        await Assertions.Expect(page.Page.Locator("#empty")).ToBeVisibleAsync();
        _shelf.Film("new.mp4");
        await Assertions.Expect(Card(page, "new.mp4")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Card_Clicked_PlaysTheClipAndEscapeGoesBack()
    {
        await using var server = await ServeTakeAsync(seconds: 2);
        await using var page = await OpenAsync(server);
        await Card(page, "take.mp4").ClickAsync();
        await page.BecomesAsync("document.querySelector('#sharp').currentTime > 0.1");
        await Assertions.Expect(page.Page).ToHaveURLAsync(new Uri(server.Url, "/clips#take.mp4").ToString());
        await page.PressAsync("Escape");
        await Assertions.Expect(page.Page.Locator("#grid")).ToBeVisibleAsync();
        await Assertions.Expect(page.Page.Locator("#viewer")).ToBeHiddenAsync();
        await page.Page.GoBackAsync();
        await Assertions.Expect(page.Page.Locator("#viewer")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Link_ToAClipWithAnOddName_OpensIt()
    {
        const string Name = "Ünïcode & 50% #1 'x'.mp4";
        _shelf.Film(Name);
        _shelf.Describe(Name);
        await using var server = await _shelf.ServeAsync();
        await using var page = await OpenAsync(server, "#" + Uri.EscapeDataString(Name));
        await Assertions.Expect(page.Page.Locator("#title")).ToHaveTextAsync("Ünïcode & 50% #1 'x'");
        await page.BecomesAsync("document.querySelector('#sharp').readyState >= 2");
    }

    [Fact]
    public async Task Link_WhileTheServerDoesNotAnswer_IsFollowedWhenItDoes()
    {
        await using var server = await ServeTakeAsync();
        await using var page = await LivePage.OpenAsync(browser, new Uri("about:blank"));
        page.MayReportErrors = true; // the first request fails
        var requests = 0;
        await page.Page.RouteAsync("**/api/clips", route => Interlocked.Increment(ref requests) == 1 ? route.AbortAsync() : route.ContinueAsync());
        await page.Page.GotoAsync(new Uri(server.Url, "/clips#take.mp4").ToString());
        await page.BecomesAsync("document.querySelector('#sharp').currentTime > 0.1");
    }

    [Fact]
    public async Task Link_ToAClipThatIsGone_ShowsTheList()
    {
        await using var server = await ServeTakeAsync();
        await using var page = await OpenAsync(server, "#gone.mp4");
        await Assertions.Expect(Card(page, "take.mp4")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Arrows_StepFrameByFrame()
    {
        await using var server = await ServeTakeAsync(seconds: 2);
        await using var page = await OpenPausedAsync(server);
        await page.PressAsync("Home");
        await ShowsFrameAsync(page, 0);
        for (var i = 0; i < 3; i++)
            await page.PressAsync("ArrowRight");
        await ShowsFrameAsync(page, 3);
        await page.PressAsync("ArrowLeft");
        await ShowsFrameAsync(page, 2);
        await page.PressAsync("Shift+ArrowRight");
        await ShowsFrameAsync(page, 2 + ClipShelf.Fps);
        await page.PressAsync("End");
        await ShowsFrameAsync(page, (2 * ClipShelf.Fps) - 1);
    }

    [Fact]
    public async Task Arrows_BetweenASeekAndItsEvent_AllCount()
    {
        await using var server = await ServeTakeAsync(seconds: 2);
        await using var page = await OpenPausedAsync(server);
        // A seek is done before its event is told: keys that come in between begin another.
        await page.Page.EvaluateAsync("""
            () => addEventListener("seeked", () => {
              for (let i = 0; i < 3; i++) document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true, cancelable: true }));
            }, { capture: true, once: true })
            """);
        await page.PressAsync("Home");
        await ShowsFrameAsync(page, 3);
    }

    [Fact]
    public async Task Play_RightAfterASeekFromTheEnd_PlaysFromThere()
    {
        await using var server = await ServeTakeAsync(seconds: 20);
        await using var page = await OpenPausedAsync(server);
        await page.PressAsync("End");
        await page.PressAsync("Home");
        await page.PressAsync("l");
        await page.BecomesAsync("!document.querySelector('#sharp').paused && document.querySelector('#sharp').currentTime > 0.2 && document.querySelector('#sharp').currentTime < 15");
    }

    [Fact]
    public async Task Focus_AtTheMomentShown_IsTheSidecars()
    {
        await using var server = await ServeTakeAsync(seconds: 2);
        await using var page = await OpenPausedAsync(server);
        await page.PressAsync("Home");
        await Assertions.Expect(page.Page.Locator("#focus-now")).ToHaveTextAsync("sharpest 1.0 px, centre 3.0 px, median 5.0 px");
        await page.PressAsync("End");
        await Assertions.Expect(page.Page.Locator("#focus-now")).ToHaveTextAsync("sharpest 1.5 px, centre 3.5 px, median 5.5 px");
    }

    [Fact]
    public async Task Track_Clicked_SeeksThere()
    {
        await using var server = await ServeTakeAsync(seconds: 4);
        await using var page = await OpenPausedAsync(server);
        var plot = (await page.Page.Locator("#plot").BoundingBoxAsync())!;
        await page.Page.Mouse.ClickAsync(plot.X + 46 + ((plot.Width - 58) * 0.75f), plot.Y + 50); // 46 and 12 px of margin
        await page.BecomesAsync("Math.abs(document.querySelector('#sharp').currentTime - 3) < 0.06");
        await Assertions.Expect(page.Page.Locator("#plot")).ToHaveAttributeAsync("aria-valuemax", "4.00");
    }

    [Fact]
    public async Task Track_IsDrawnWhereTheRadiusIs()
    {
        await using var server = await ServeTakeAsync(seconds: 2, change: sidecar => sidecar with
        {
            Timeline = sidecar.Timeline with
            {
                Sharpest = [.. Enumerable.Repeat(100, 50)], Centre = [.. Enumerable.Repeat(100, 50)], Median = [.. Enumerable.Repeat(400, 50)],
            },
        });
        await using var page = await OpenPausedAsync(server);
        await page.PressAsync("End");
        await Assertions.Expect(page.Page.Locator("#focus-now")).ToContainTextAsync("median 4.0 px");
        using var plot = Cv2.ImDecode(await page.Page.Locator("#plot").ScreenshotAsync(), ImreadModes.Color);
        var green = Enumerable.Range(0, plot.Height).Where(y => plot.At<Vec3b>(y, plot.Width / 2) is var pixel && pixel.Item1 > 190 && pixel.Item2 < 110).ToList();
        // The scale ends at 4 px and is a square root: 1 px lies half way up, between 8 px of margin above and 12 below.
        Assert.Equal(8 + ((plot.Height - 20) * 0.5), green.Average(), 1.5);
    }

    [Fact]
    public async Task Mark_Clicked_GoesThere()
    {
        await using var server = await ServeTakeAsync(seconds: 4, change: sidecar => sidecar with { Marks = [new ClipMark(1.2, "eyes"), new ClipMark(3, "")] });
        await using var page = await OpenPausedAsync(server);
        await Assertions.Expect(page.Page.Locator(".mark")).ToHaveTextAsync(["eyes", "Mark 2"]);
        await page.Page.Locator(".mark").First.ClickAsync();
        await ShowsFrameAsync(page, 30);
        await page.PressAsync("ArrowDown");
        await ShowsFrameAsync(page, 75);
        await page.PressAsync("ArrowUp");
        await ShowsFrameAsync(page, 30);
    }

    [Fact]
    public async Task RepeatedFrames_AreTicksBelowTheCurves()
    {
        await using var server = await ServeTakeAsync(seconds: 2, change: sidecar => sidecar with
        {
            Timeline = sidecar.Timeline with { Captured = [.. Enumerable.Range(0, 50).Select(i => i is > 20 and < 30 ? 8000L : i * 400L)] },
        });
        await using var page = await OpenPausedAsync(server);
        await Assertions.Expect(page.Page.Locator(".key.repeated")).ToBeVisibleAsync();
        await page.PressAsync("Home");
        using var plot = Cv2.ImDecode(await page.Page.Locator("#plot").ScreenshotAsync(), ImreadModes.Color);
        Assert.True(Amber(0.5), "Frames 21 to 29 of 50 are marked.");
        Assert.False(Amber(0.25), "The others are not.");

        bool Amber(double place) => plot.At<Vec3b>(plot.Height - 7, (int)(46 + ((plot.Width - 58) * place))) is var pixel && pixel.Item2 > 120 && pixel.Item0 < 90;
    }

    [Fact]
    public async Task Wipe_ShowsTheSourceLeftAndMovesByDragAndKeys()
    {
        await using var server = await ServeTakeAsync(seconds: 2, source: true);
        await using var page = await OpenPausedAsync(server);
        await page.GreyBecomesAsync(0.4, 0.3, 60);
        await page.GreyBecomesAsync(0.6, 0.3, 200);

        await page.PointAsync(0.5, 0.8);
        await page.Page.Mouse.DownAsync();
        await page.PointAsync(0.25, 0.6);
        await page.Page.Mouse.UpAsync();
        await page.GreyBecomesAsync(0.4, 0.3, 200);
        await page.GreyBecomesAsync(0.2, 0.3, 60);
        await page.PressAsync("Shift+ArrowRight"); // the divider has the keys now
        await page.PressAsync("Shift+ArrowRight");
        await page.GreyBecomesAsync(0.4, 0.3, 60);
        await Assertions.Expect(page.Page.Locator("#wipe")).ToHaveAttributeAsync("aria-valuenow", "45");

        await page.PressAsync("1");
        await page.GreyBecomesAsync(0.2, 0.3, 200);
        await page.PressAsync("3");
        await page.GreyBecomesAsync(0.8, 0.3, 60);
    }

    [Fact]
    public async Task Source_WhenPaused_StandsOnTheSameFrame()
    {
        await using var server = await ServeTakeAsync(seconds: 2, source: true);
        await using var page = await OpenPausedAsync(server);
        foreach (var key in new[] { "Home", "ArrowRight", "Shift+ArrowRight", "End" })
        {
            await page.PressAsync(key);
            await page.BecomesAsync("Math.abs(document.querySelector('#sharp').currentTime - document.querySelector('#source').currentTime) < 1e-3 && !document.querySelector('#source').seeking");
        }
    }

    [Theory]
    [InlineData(-0.06)] // made good by the rate
    [InlineData(0.9)] // by a jump
    public async Task Source_ThatHasDrifted_IsBroughtBackWhilePlaying(double drift)
    {
        await using var server = await ServeTakeAsync(seconds: 20, source: true);
        await using var page = await OpenAsync(server, "#take.mp4");
        await page.BecomesAsync("document.querySelector('#source').currentTime > 0.5");
        await page.Page.EvaluateAsync(string.Create(CultureInfo.InvariantCulture, $"document.querySelector('#source').currentTime = document.querySelector('#sharp').currentTime + {drift}"));
        // Half a frame, seen ten times in a row.
        await page.BecomesAsync("""
            () => {
              const [sharp, source] = ['#sharp', '#source'].map((id) => document.querySelector(id));
              const near = Math.abs(sharp.currentTime - source.currentTime) < 0.02 && !source.seeking && !sharp.paused;
              window.inStep = near ? (window.inStep ?? 0) + 1 : 0;
              return window.inStep > 10;
            }
            """);
    }

    [Fact]
    public async Task Clip_ThatBrowsersDoNotPlay_IsOfferedToSave()
    {
        _shelf.Film("graded.mov", encoder: "prores_ks");
        _shelf.Describe("graded.mov", 1, sidecar => sidecar with { Settings = sidecar.Settings with { Codec = "prores" } });
        await using var server = await _shelf.ServeAsync();
        await using var page = await OpenAsync(server, "#graded.mov");
        await Assertions.Expect(page.Page.Locator("#unplayable")).ToContainTextAsync("Browsers do not play ProRes");
        await Assertions.Expect(page.Page.Locator("#unplayable-save")).ToHaveAttributeAsync("href", "/clips/graded.mov");
        await Assertions.Expect(page.Page.Locator("#play")).ToBeDisabledAsync();
    }

    [Fact]
    public async Task Clip_ThatIsBroken_SaysSo()
    {
        await File.WriteAllTextAsync(_shelf.PathOf("broken.mp4"), "This is no video.", TestContext.Current.CancellationToken);
        await using var server = await _shelf.ServeAsync();
        await using var page = await OpenAsync(server, "#broken.mp4");
        await Assertions.Expect(page.Page.Locator("#unplayable")).ToContainTextAsync("This browser cannot play this clip");
    }

    [Fact]
    public async Task Clip_WhoseProgramDied_PlaysAndSaysSo()
    {
        await using var server = await ServeTakeAsync(change: sidecar => sidecar with { Ended = ClipEnding.Recording });
        await using var page = await OpenAsync(server, "#take.mp4");
        await Assertions.Expect(page.Page.Locator("#reason")).ToHaveTextAsync("Its program ended while it was recorded; what was written by then is here.");
        await page.BecomesAsync("document.querySelector('#sharp').currentTime > 0.1");
    }

    [Fact]
    public async Task Track_WhereNothingWasMeasured_SaysSoAndItsCurvesHaveAGap()
    {
        await using var server = await ServeTakeAsync(seconds: 2, change: sidecar => sidecar with
        {
            Timeline = sidecar.Timeline with
            {
                Median = Without(sidecar.Timeline.Median, 0), Sharpest = Without(sidecar.Timeline.Sharpest, 0),
                Centre = Without(sidecar.Timeline.Centre, 0, 1),
            },
        });
        await using var page = await OpenPausedAsync(server);
        await page.PressAsync("Home");
        await Assertions.Expect(page.Page.Locator("#focus-now")).ToHaveTextAsync("focus not measured");
        await page.PressAsync("ArrowRight");
        await Assertions.Expect(page.Page.Locator("#focus-now")).ToHaveTextAsync("sharpest 1.0 px, centre not measured, median 5.0 px");
        var pieces = await page.Page.EvaluateAsync<int[]>("""
            async () => {
              const { drawCurves } = await import("/js/clips/curves.js");
              const pieces = [];
              const nothing = () => {};
              const context = { beginPath: () => pieces.push(0), moveTo: () => pieces[pieces.length - 1]++, lineTo: nothing };
              for (const name of ["stroke", "fillRect", "fillText"]) context[name] = nothing;
              const values = [100, 100, -1, -1, 100, 100];
              drawCurves(context, 200, 100, { seconds: 6, fps: 1, timeline: { median: values, centre: values, sharpest: values.map(() => -1) } });
              return pieces;
            }
            """);
        Assert.Equal([2, 2, 0], pieces);
    }

    [Fact]
    public async Task Clip_WithoutASidecar_PlaysWithoutATrack()
    {
        _shelf.Film("found.mp4", seconds: 2);
        await using var server = await _shelf.ServeAsync();
        await using var page = await OpenAsync(server, "#found.mp4");
        await page.BecomesAsync("document.querySelector('#sharp').currentTime > 0.1");
        await Assertions.Expect(page.Page.Locator("#track")).ToContainTextAsync("No focus track was recorded with this clip.");
        await Assertions.Expect(page.Page.Locator("#time")).ToContainTextAsync("0:02.0");
    }

    [Fact]
    public async Task Phone_ByTouch_PlaysAndFitsItsScreen()
    {
        const string Name = "A name that is much longer than any phone is wide.mp4";
        _shelf.Film(Name, seconds: 2);
        _shelf.Film(Path.ChangeExtension(Name, ".source.mp4"), seconds: 2);
        _shelf.Describe(Name, 2);
        await using var server = await _shelf.ServeAsync();
        await using var page = await OpenAsync(server, options: new() { ViewportSize = new() { Width = 390, Height = 844 }, HasTouch = true, IsMobile = true });
        await Card(page, Name).TapAsync();
        await page.BecomesAsync("document.querySelector('#sharp').currentTime > 0.1");
        foreach (var id in new[] { "save", "play", "time", "modes", "full", "plot", "frame-box" })
        {
            var box = (await page.Page.Locator($"#{id}").BoundingBoxAsync())!;
            Assert.InRange(box.X, 0, 390 - box.Width);
            Assert.InRange(box.Y, 0, 844 - box.Height);
        }
    }

    public void Dispose() => _shelf.Dispose();

    private static ILocator Card(LivePage page, string name) => page.Page.Locator($".card[data-name='{name}']");

    private static Task ShowsFrameAsync(LivePage page, int frame) => page.BecomesAsync(
        string.Create(CultureInfo.InvariantCulture, $"Math.floor(document.querySelector('#sharp').currentTime * {ClipShelf.Fps}) === {frame} && !document.querySelector('#sharp').seeking"));

    private async Task<ShelfServer> ServeTakeAsync(double seconds = 1, bool source = false, Func<ClipSidecar, ClipSidecar>? change = null)
    {
        _shelf.Film("take.mp4", seconds);
        if (source)
            _shelf.Film("take.source.mp4", seconds, grey: 60);
        _shelf.Describe("take.mp4", seconds, change);
        return await _shelf.ServeAsync();
    }

    private static int[] Without(IReadOnlyList<int> values, params int[] frames) =>
        [.. values.Select((value, i) => frames.Contains(i) ? -1 : value)];

    private Task<LivePage> OpenAsync(ShelfServer server, string hash = "", BrowserNewContextOptions? options = null) =>
        LivePage.OpenAsync(browser, new Uri(server.Url, "/clips" + hash), options);

    private async Task<LivePage> OpenPausedAsync(ShelfServer server)
    {
        var page = await OpenAsync(server, "#take.mp4");
        await page.BecomesAsync("document.querySelector('#sharp').currentTime > 0");
        await page.PressAsync("k");
        await page.BecomesAsync("document.querySelector('#sharp').paused");
        return page;
    }
}
