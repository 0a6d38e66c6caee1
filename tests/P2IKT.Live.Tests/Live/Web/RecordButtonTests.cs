using Microsoft.Playwright;
using P2IKT.Live.Tests.Preview;

namespace P2IKT.Live.Tests.Live.Web;

/// <summary>Recording from the live page, in a real browser.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class RecordButtonTests(BrowserFixture browser) : IClassFixture<BrowserFixture>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-page-").FullName;

    [Fact]
    public async Task Clip_RecordedAndMarkedByKeys_PlaysOnThePageOfClips()
    {
        await using var run = await LiveRun.StartAsync(_folder, keepSource: true);
        await using var live = await LivePage.OpenAsync(browser, run.Url);
        var page = live.Page;
        await Assertions.Expect(page.Locator("#record")).ToHaveTextAsync("Record");

        await live.PressAsync("r");
        await Assertions.Expect(page.Locator("#on-air")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#record-label")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^0:0[1-9]$"));
        await live.PressAsync("m");
        await Assertions.Expect(page.Locator("#toast-text")).ToContainTextAsync("Marked at 0:0");
        await live.PressAsync("r");

        await Assertions.Expect(page.Locator("#toast-text")).ToContainTextAsync("Saved P2IKT ");
        await Assertions.Expect(page.Locator("#on-air")).ToBeHiddenAsync();
        await page.Locator("#toast-link").ClickAsync();
        await live.BecomesAsync("document.querySelector('#sharp').currentTime > 0.2 && document.querySelector('#source').currentTime > 0.2");
        await Assertions.Expect(page.Locator(".mark")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#focus-now")).ToContainTextAsync("median ");
    }

    [Fact]
    public async Task Phone_ByTouch_RecordsAndMarks()
    {
        await using var run = await LiveRun.StartAsync(_folder);
        await using var live = await LivePage.OpenAsync(browser, run.Url, new() { ViewportSize = new() { Width = 390, Height = 844 }, HasTouch = true, IsMobile = true });
        var page = live.Page;
        await page.Locator("#record").TapAsync();
        await Assertions.Expect(page.Locator("#on-air")).ToBeVisibleAsync();
        await page.Locator("#mark").TapAsync();
        await Assertions.Expect(page.Locator("#toast-text")).ToContainTextAsync("Marked at ");
        foreach (var id in new[] { "record", "mark", "clips", "full" })
        {
            var box = (await page.Locator($"#{id}").BoundingBoxAsync())!;
            Assert.InRange(box.X, 0, 390 - box.Width);
            Assert.InRange(box.Y, 0, 844 - box.Height);
        }
        await page.Locator("#record").TapAsync();
        await Assertions.Expect(page.Locator("#toast-text")).ToContainTextAsync("Saved");
    }

    [Fact]
    public async Task Key_PressedBeforeTheRecordersFirstAnswer_IsNotLost()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Status = stage.Status with { Records = true };
        await using var live = await LivePage.OpenAsync(browser, new Uri("about:blank"));
        var pressed = new TaskCompletionSource();
        var phase = "idle";
        await live.Page.RouteAsync("**/api/recording", async route =>
        {
            await pressed.Task;
            await route.FulfillAsync(new() { ContentType = "application/json", Body = Answer(phase) });
        });
        await live.Page.RouteAsync("**/api/recording/start", async route =>
        {
            phase = "recording";
            await route.FulfillAsync(new() { ContentType = "application/json", Body = Answer(phase) });
        });

        await live.Page.RunAndWaitForRequestAsync(() => live.Page.GotoAsync(stage.Url.ToString()), "**/api/recording");
        var started = live.Page.WaitForRequestAsync("**/api/recording/start");
        await live.PressAsync("r");
        pressed.SetResult();

        await started;
        await Assertions.Expect(live.Page.Locator("#on-air")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Answer_AskedForBeforeTheOrder_DoesNotUndoIt()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Status = stage.Status with { Records = true };
        await using var live = await LivePage.OpenAsync(browser, new Uri("about:blank"));
        var page = live.Page;
        var (asked, late) = (new TaskCompletionSource(), new TaskCompletionSource());
        var answers = 0;
        await page.RouteAsync("**/api/recording", async route =>
        {
            if (Interlocked.Increment(ref answers) == 2)
            {
                asked.SetResult();
                await late.Task;
            }
            await route.FulfillAsync(new() { ContentType = "application/json", Body = Answer(answers <= 2 ? "idle" : "recording") });
        });
        await page.RouteAsync("**/api/recording/start", route => route.FulfillAsync(new() { ContentType = "application/json", Body = Answer("recording") }));
        // Every state that the page ever showed: the one that is wrong would be there for a moment only.
        await page.AddInitScriptAsync("addEventListener('DOMContentLoaded', () => { window.seen = []; new MutationObserver(() => seen.push(document.querySelector('#on-air').hidden)).observe(document.querySelector('#on-air'), { attributes: true }); });");
        await page.GotoAsync(stage.Url.ToString());

        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await live.PressAsync("r");
        await Assertions.Expect(page.Locator("#on-air")).ToBeVisibleAsync();
        await page.RunAndWaitForResponseAsync(() => Task.FromResult(late.TrySetResult()), "**/api/recording");
        await page.WaitForResponseAsync("**/api/recording"); // asked later, answered later

        Assert.False(await page.EvaluateAsync<bool>("seen.lastIndexOf(true) > seen.indexOf(false)"), "It went off the air.");
    }

    [Theory]
    [InlineData(820, 1180)]
    [InlineData(1024, 768)]
    [InlineData(1280, 800)]
    [InlineData(1440, 900)]
    public async Task Tools_WhileRecording_FitTheScreen(int width, int height)
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Status = stage.Status with { Records = true };
        stage.Publish(0);
        await using var live = await LivePage.OpenAsync(browser, new Uri("about:blank"), new() { ViewportSize = new() { Width = width, Height = height } });
        await live.Page.RouteAsync("**/api/recording", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = """{"phase":"recording","folder":"/clips","clip":"take.mp4","seconds":5025,"bytes":3400000000,"diskFree":900000000,"diskSecondsLeft":20000,"message":null}""",
        }));
        await live.Page.GotoAsync(stage.Url.ToString());
        await Assertions.Expect(live.Page.Locator("#on-air")).ToContainTextAsync("1:23:4");
        foreach (var id in new[] { "help", "on-air", "m-provider" })
        {
            var box = (await live.Page.Locator($"#{id}").BoundingBoxAsync())!;
            Assert.InRange(box.X + box.Width, 0, width);
        }
        Assert.True(await live.Page.EvaluateAsync<bool>("document.querySelector('#tools').scrollWidth <= innerWidth"), "No tool lies outside.");
    }

    [Fact]
    public async Task Recorder_WhenItStopsByItself_SaysWhyUntilItIsClosed()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Status = stage.Status with { Records = true };
        stage.Publish(0);
        var state = """{"phase":"recording","folder":"/clips","clip":"take.mp4","seconds":12.4,"bytes":34000000,"diskFree":900000000,"diskSecondsLeft":250,"message":null}""";
        await using var live = await LivePage.OpenAsync(browser, new Uri("about:blank"));
        var page = live.Page;
        await page.RouteAsync("**/api/recording", route => route.FulfillAsync(new() { ContentType = "application/json", Body = state }));
        await page.GotoAsync(stage.Url.ToString());
        await Assertions.Expect(page.Locator("#on-air")).ToContainTextAsync("0:1");
        await Assertions.Expect(page.Locator("#record-facts")).ToHaveTextAsync("34 MB4 min left");

        state = """{"phase":"idle","folder":"/clips","clip":"take.mp4","seconds":14,"bytes":36000000,"diskFree":90000000,"diskSecondsLeft":null,"message":"The disk is nearly full: take.mp4 was closed."}""";

        await Assertions.Expect(page.Locator("#toast-text")).ToHaveTextAsync("The disk is nearly full: take.mp4 was closed.");
        await Assertions.Expect(page.Locator("#on-air")).ToBeHiddenAsync();
        await page.Locator("#toast-close").ClickAsync();
        await Assertions.Expect(page.Locator("#toast")).ToBeHiddenAsync();
        await page.WaitForResponseAsync("**/api/recording"); // the same message again is no news
        await Assertions.Expect(page.Locator("#toast")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Clip_ThatFailsWhenItIsStopped_IsNotSaidToBeSaved()
    {
        const string Why = "Nothing was recorded in 'take.mp4' (no space left on device): check its disk.";
        await using var stage = await PreviewStage.StartAsync();
        stage.Status = stage.Status with { Records = true };
        await using var live = await LivePage.OpenAsync(browser, new Uri("about:blank"));
        var page = live.Page;
        var state = Answer("recording");
        await page.RouteAsync("**/api/recording", route => route.FulfillAsync(new() { ContentType = "application/json", Body = state }));
        await page.RouteAsync("**/api/recording/stop", route =>
        {
            state = Answer("idle").Replace("null}", $"\"{Why}\"}}", StringComparison.Ordinal);
            return route.FulfillAsync(new() { ContentType = "application/json", Body = state });
        });
        await page.GotoAsync(stage.Url.ToString());
        await Assertions.Expect(page.Locator("#on-air")).ToBeVisibleAsync();
        await live.PressAsync("r");
        await Assertions.Expect(page.Locator("#on-air")).ToBeHiddenAsync();
        await page.WaitForResponseAsync("**/api/recording"); // what the toast says by then stays
        await Assertions.Expect(page.Locator("#toast-text")).ToHaveTextAsync(Why, new() { Timeout = 10_000 });
        await Assertions.Expect(page.Locator("#toast")).ToHaveAttributeAsync("data-tone", "warn");
    }

    [Fact]
    public async Task Start_ThatIsNeverAnswered_SaysSoAndCanBeTriedAgain()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Status = stage.Status with { Records = true };
        await using var live = await LivePage.OpenAsync(browser, new Uri("about:blank"));
        live.MayReportErrors = true; // of the request that is given up
        var page = live.Page;
        await page.RouteAsync("**/api/recording", route => route.FulfillAsync(new() { ContentType = "application/json", Body = Answer("idle") }));
        await page.RouteAsync("**/api/recording/start", static _ => Task.CompletedTask); // no answer, as on a link that is lost
        // The long wait ends at once.
        await page.AddInitScriptAsync("{ const usual = AbortSignal.timeout.bind(AbortSignal); AbortSignal.timeout = (ms) => usual(ms > 10000 ? 1 : ms); }");
        await page.GotoAsync(stage.Url.ToString());
        await Assertions.Expect(page.Locator("#record")).ToBeVisibleAsync();

        await live.PressAsync("r");
        await Assertions.Expect(page.Locator("#toast-text")).ToHaveTextAsync("The live view does not answer.");
        await page.RunAndWaitForRequestAsync(() => live.PressAsync("r"), "**/api/recording/start");
    }

    [Fact]
    public async Task Program_WithoutARecorder_ShowsNoneOfIt()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Publish(0);
        await using var live = await LivePage.OpenAsync(browser, stage.Url);
        await live.ShowsAsync(0);
        await live.PressAsync("r");
        await live.PressAsync("m");
        await live.PressAsync("?");
        await Assertions.Expect(live.Page.Locator("#keys")).ToContainTextAsync("Save this picture");
        await Assertions.Expect(live.Page.Locator("#recorder")).ToBeHiddenAsync();
        await Assertions.Expect(live.Page.Locator("#keys .recording-only").First).ToBeHiddenAsync();
    }

    private static string Answer(string phase) =>
        $$"""{"phase":"{{phase}}","folder":"/clips","clip":"take.mp4","seconds":1,"bytes":3400000,"diskFree":900000000,"diskSecondsLeft":20000,"message":null}""";

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
