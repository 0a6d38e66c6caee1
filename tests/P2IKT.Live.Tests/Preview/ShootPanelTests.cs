using Microsoft.Playwright;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Shoots;
using P2IKT.Live.Recording.Shoots;
using P2IKT.Live.Tests.Recording.Shoots;

namespace P2IKT.Live.Tests.Preview;

/// <summary>The panel of the shoot in a real browser.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class ShootPanelTests(BrowserFixture browser) : ShootTest, IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task Scanner_ThatTypesACodeAndEnter_ChoosesTheEntryAndIsReadyForTheNext()
    {
        var shoot = Begin(list: Write("list.csv", "name,code,note\nVase,4001,front\nBowl,14002,\n"));
        await using var stage = await Serve(shoot);
        await using var page = await OpenAsync(stage);
        page.MayReportErrors = true; // the browser reports the refusal of an unknown code
        await page.PressAsync("Shift+S");
        await Assertions.Expect(page.Page.Locator("#shoot-scan")).ToBeFocusedAsync();
        await Assertions.Expect(page.Page.Locator("#shoot-name")).ToContainTextAsync("Next: Vase · 1 of 2");
        await page.Page.Keyboard.TypeAsync("14002"); // digits are keys of the page elsewhere
        await page.PressAsync("Enter");
        await Assertions.Expect(page.Page.Locator("#shoot-name")).ToContainTextAsync("Next: Bowl · 2 of 2");
        await Assertions.Expect(page.Page.Locator("#shoot-entry")).ToHaveValueAsync("1");
        Assert.Equal("wipe", await page.Page.Locator("[data-mode][aria-checked=true]").GetAttributeAsync("data-mode"));
        await page.Page.Keyboard.TypeAsync("999");
        await page.PressAsync("Enter");
        await Assertions.Expect(page.Page.Locator("#shoot-message")).ToContainTextAsync("still named 'Bowl'");
        await page.Page.Keyboard.TypeAsync("4001"); // takes the place of the code that was refused
        await page.PressAsync("Enter");
        await Assertions.Expect(page.Page.Locator("#shoot-name")).ToContainTextAsync("Next: Vase");
        await Assertions.Expect(page.Page.Locator("#shoot-message")).ToBeEmptyAsync();
        Assert.Equal("Vase", shoot.CurrentName);
    }

    [Fact]
    public async Task Scanner_ThatTypesTheNextCodeBeforeTheAnswerToTheLast_LosesNothingOfIt()
    {
        var shoot = Begin(list: Write("list.csv", "name,code\nVase,4001\nBowl,14002\nCup,4003\n"));
        await using var stage = await Serve(shoot);
        await using var page = await OpenAsync(stage);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.Page.RouteAsync("**/api/shoot/scan", async scan =>
        {
            await answer.Task;
            await scan.ContinueAsync();
        });
        await page.PressAsync("Shift+S");
        await page.Page.Keyboard.TypeAsync("14002");
        await page.PressAsync("Enter");
        await page.Page.Keyboard.TypeAsync("40");
        answer.SetResult();
        await Assertions.Expect(page.Page.Locator("#shoot-name")).ToContainTextAsync("Next: Bowl");
        await page.Page.Keyboard.TypeAsync("03");
        await page.PressAsync("Enter");
        await Assertions.Expect(page.Page.Locator("#shoot-name")).ToContainTextAsync("Next: Cup");
        await Assertions.Expect(page.Page.Locator("#shoot-scan")).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Digits_WhileTheStarsHaveTheFocus_RateThePicture()
    {
        var shoot = Begin("S");
        var old = Write("pictures/S/A_0001.JPG", "jpg");
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddMinutes(-1));
        await using var stage = await Serve(shoot);
        await using var page = await OpenAsync(stage);
        await page.PressAsync("Shift+R");
        await Assertions.Expect(page.Page.Locator("#shoot-picture")).ToHaveTextAsync("A_0001.JPG");
        await Assertions.Expect(page.Page.Locator("#shoot-stars button").First).ToBeFocusedAsync();
        await page.PressAsync("4");
        await Assertions.Expect(page.Page.Locator("#shoot-stars .lit")).ToHaveCountAsync(4);
        Assert.Equal(4, RatingFile.TryRead(old));
        var newer = Write("pictures/S/A_0002.JPG", "jpg");
        await Assertions.Expect(page.Page.Locator("#shoot-picture")).ToHaveTextAsync("A_0002.JPG");
        await page.PressAsync("2");
        await Assertions.Expect(page.Page.Locator("#shoot-stars .lit")).ToHaveCountAsync(2);
        await page.PressAsync("ArrowLeft");
        await Assertions.Expect(page.Page.Locator("#shoot-picture")).ToHaveTextAsync("A_0001.JPG");
        await page.PressAsync("0");
        await Assertions.Expect(page.Page.Locator("#shoot-stars .lit")).ToHaveCountAsync(0);
        Assert.Equal((0, 2), (RatingFile.TryRead(old), RatingFile.TryRead(newer)));
        Assert.Equal("wipe", await page.Page.Locator("[data-mode][aria-checked=true]").GetAttributeAsync("data-mode"));
    }

    [Fact]
    public async Task List_ThatIsCorrectedAndLoadedAgain_IsShownAsItIsNow()
    {
        var shoot = Begin(list: Write("list.csv", "Vase\nBwol\n"));
        await using var stage = await Serve(shoot);
        await using var page = await OpenAsync(stage);
        await page.Page.Locator("#shoot-open").ClickAsync();
        await Assertions.Expect(page.Page.Locator("#shoot-entry option")).ToHaveTextAsync(["Vase", "Bwol"]);
        await page.Page.Locator("#shoot-file").SetInputFilesAsync(Write("list.csv", "Vase\nBowl\n"));
        await Assertions.Expect(page.Page.Locator("#shoot-entry option")).ToHaveTextAsync(["Vase", "Bowl"]);
    }

    [Fact]
    public async Task State_ThatWasAskedForBeforeNext_IsNotShownAfterIt()
    {
        var shoot = Begin(list: Write("list.csv", "Vase\nBowl\nCup\n"));
        await using var stage = await Serve(shoot);
        await using var page = await OpenAsync(stage);
        await page.Page.Locator("#shoot-open").ClickAsync();
        await Assertions.Expect(page.Page.Locator("#shoot-entry option")).ToHaveCountAsync(3);
        await page.CollectTextsAsync("shoot-name");
        await using var old = await HeldAnswer.OfAsync(page.Page, "**/api/shoot");
        await page.Page.Locator("#shoot-next").ClickAsync();
        await Assertions.Expect(page.Page.Locator("#shoot-name")).ToContainTextAsync("Next: Bowl");
        await old.ReleaseAsync();
        await page.Page.Locator("#shoot-next").ClickAsync();
        await Assertions.Expect(page.Page.Locator("#shoot-name")).ToContainTextAsync("Next: Cup");
        Assert.DoesNotContain(await page.CollectedTextsAsync(), static text => text.StartsWith("Next: Vase", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Next_PressedTwiceBeforeTheAnswer_GoesTwoEntriesOn_AndNotBeyondTheLast()
    {
        var shoot = Begin(list: Write("list.csv", "Vase\nBowl\nCup\n"));
        await using var stage = await Serve(shoot);
        await using var page = await OpenAsync(stage);
        await page.Page.Locator("#shoot-open").ClickAsync();
        await Assertions.Expect(page.Page.Locator("#shoot-entry option")).ToHaveCountAsync(3);
        // In one task of the page: no answer can come between.
        await page.Page.Locator("#shoot-next").EvaluateAsync("button => { button.click(); button.click(); }");
        await Assertions.Expect(page.Page.Locator("#shoot-name")).ToContainTextAsync("Next: Cup");
        await page.Page.Locator("#shoot-previous").EvaluateAsync("button => { button.click(); button.click(); button.click(); }");
        await Assertions.Expect(page.Page.Locator("#shoot-name")).ToContainTextAsync("Next: Vase");
        await Assertions.Expect(page.Page.Locator("#shoot-message")).ToHaveTextAsync("");
    }

    [Fact]
    public async Task Next_ChoosesInTheListThatIsShown_WithoutGettingItAgain()
    {
        var shoot = Begin(list: Write("list.csv", "Vase\nBowl\n"));
        await using var stage = await Serve(shoot);
        await using var page = await OpenAsync(stage);
        var asked = 0;
        page.Page.Request += (_, request) => asked += request.Url.EndsWith("/api/shoot/list", StringComparison.Ordinal) ? 1 : 0;
        await page.Page.Locator("#shoot-open").ClickAsync();
        await Assertions.Expect(page.Page.Locator("#shoot-entry")).ToHaveValueAsync("0");
        await page.Page.Locator("#shoot-next").ClickAsync();
        await Assertions.Expect(page.Page.Locator("#shoot-entry")).ToHaveValueAsync("1");
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task List_WhoseAnswerComesAfterTheNextListIsLoaded_IsNotShown()
    {
        var shoot = Begin(list: Write("list.csv", "Vase\nBwol\n"));
        await using var stage = await Serve(shoot);
        await using var page = await OpenAsync(stage);
        await using var old = await HeldAnswer.OfAsync(page.Page, "**/api/shoot/list", () => page.Page.Locator("#shoot-open").ClickAsync());
        await page.Page.Locator("#shoot-file").SetInputFilesAsync(Write("list.csv", "Vase\nBowl\n"));
        await Assertions.Expect(page.Page.Locator("#shoot-entry option")).ToHaveTextAsync(["Vase", "Bowl"]);
        await old.ReleaseAsync();
        await page.Page.Locator("#shoot-next").ClickAsync();
        await Assertions.Expect(page.Page.Locator("#shoot-name")).ToContainTextAsync("Next: Bowl");
        Assert.Equal(["Vase", "Bowl"], await page.Page.Locator("#shoot-entry option").AllTextContentsAsync());
    }

    [Fact]
    public async Task Panel_LoadsAListNamesTheSessionSavesASnapshotAndChecks()
    {
        var shoot = Begin();
        await using var stage = await Serve(shoot);
        await using var page = await OpenAsync(stage);
        await page.Page.Locator("#shoot-open").ClickAsync();
        await page.Page.Locator("#shoot-file").SetInputFilesAsync(Write("list.csv", "Vase;4001\r\nBowl;4002\r\n"));
        await Assertions.Expect(page.Page.Locator("#shoot-name")).ToContainTextAsync("Vase");
        await page.Page.Locator("#shoot-next").ClickAsync();
        await Assertions.Expect(page.Page.Locator("#shoot-name")).ToContainTextAsync("Bowl");
        await page.Page.Locator("#shoot-session").FillAsync("{date} Smith");
        await page.PressAsync("Enter");
        await Assertions.Expect(page.Page.Locator("#shoot-folder")).ToContainTextAsync("2026-11-27 Smith");
        await page.Page.Locator("#shoot-snapshot").ClickAsync();
        await Assertions.Expect(page.Page.Locator("#toast-text")).ToHaveTextAsync("Saved Bowl_0001.jpg");
        await Assertions.Expect(page.Page.Locator("#shoot-picture")).ToHaveTextAsync("Bowl_0001.jpg");
        Assert.True(File.Exists(Path.Combine(Pictures, "2026-11-27 Smith", "Bowl_0001.jpg")));
        await page.Page.Locator("#shoot-check").ClickAsync();
        await Assertions.Expect(page.Page.Locator("#shoot-checks")).ToContainTextAsync("Disk for pictures");
        await page.Page.Locator("#shoot-close").ClickAsync();
        await Assertions.Expect(page.Page.Locator("#shoot")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Panel_WhereNoShootIsServed_IsNotOffered()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await LivePage.OpenAsync(browser, stage.Url);
        stage.Publish(0);
        await page.ShowsAsync(0);
        await page.PressAsync("Shift+S");
        await Assertions.Expect(page.Page.Locator("#shoot-open")).ToBeHiddenAsync();
        await Assertions.Expect(page.Page.Locator("#shoot")).ToBeHiddenAsync();
    }

    private static Task<PreviewStage> Serve(Shoot shoot) =>
        PreviewStage.StartAsync(new PreviewOptions { Port = 0, Shoot = new ShootServices(shoot) });

    private async Task<LivePage> OpenAsync(PreviewStage stage)
    {
        var page = await LivePage.OpenAsync(browser, stage.Url);
        stage.Publish(0);
        await page.ShowsAsync(0);
        await page.Page.Locator("#shoot-open").WaitForAsync(); // the status has come
        return page;
    }
}
