using Microsoft.Playwright;
using P2IKT.Live.Focus;

namespace P2IKT.Live.Tests.Preview.Focus;

/// <summary>The controls of a driven lens on the page.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class LensPanelTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private readonly FocusAssist _focus = new();
    private readonly LensStub _lens = new();

    [Fact]
    public async Task Autofocus_RunsOnTheSelectedPoint_AndIsCancelled()
    {
        _focus.Add(0.25, 0.4, "Eye");
        _focus.Add(0.75, 0.4);
        await using var page = await OpenAsync();
        await page["#focus-lens"].ClickAsync();
        await Assertions.Expect(page["#lens-autofocus"]).ToHaveTextAsync("Focus on Eye");
        await page.Live.PressAsync("2");
        await Assertions.Expect(page["#lens-autofocus"]).ToHaveTextAsync("Focus on point 2");
        await page.Live.PressAsync("a");
        await OrdersBecomeAsync("autofocus 2");
        await Assertions.Expect(page["#lens-message"]).ToHaveTextAsync("Focusing on point 2.");
        await Assertions.Expect(page["#lens-autofocus"]).ToBeHiddenAsync();
        await Assertions.Expect(page["#lens-mark"]).ToBeDisabledAsync();

        _lens.State = _lens.State with { Progress = 0.5, Message = "Measuring." };
        await Assertions.Expect(page["#lens-progress"]).ToHaveJSPropertyAsync("value", 0.5); // asked for while it runs
        await page["#lens-cancel"].ClickAsync();
        await OrdersBecomeAsync("autofocus 2", "cancel");
        await Assertions.Expect(page["#lens-message"]).ToHaveTextAsync("Cancelled: the lens is back where it was.");
        await Assertions.Expect(page["#lens-autofocus"]).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Steps_MoveTheLens_ByButtonAndKey()
    {
        await using var page = await OpenAsync();
        await page["#focus-lens-first"].ClickAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Much nearer" }).ClickAsync();
        await OrdersBecomeAsync("move Large nearer");
        await page.Live.PressAsync(".");
        await OrdersBecomeAsync("move Large nearer", "move Small farther");
    }

    [Fact]
    public async Task Marks_AreStoredPulledToAndRemoved()
    {
        _focus.Add(0.25, 0.4, "Eye");
        await using var page = await OpenAsync();
        await page["#focus-lens"].ClickAsync();
        await page.Live.PressAsync("k");
        await OrdersBecomeAsync("mark Eye");
        await page["#lens-seconds"].FillAsync("2.5");
        await Assertions.Expect(page["#lens-seconds-value"]).ToHaveTextAsync("in 2.5 s");
        var mark = page["#lens-marks button"];
        await mark.ClickAsync();
        await OrdersBecomeAsync("mark Eye", "rack 1 2.5");
        await mark.PressAsync("Delete");
        await OrdersBecomeAsync("mark Eye", "rack 1 2.5", "remove mark 1");
        await Assertions.Expect(mark).ToHaveCountAsync(0);
        Assert.Single(_focus.Points); // Delete removed the mark, not the point
    }

    [Fact]
    public async Task Stack_IsTakenOnceBothLimitsAreSet()
    {
        await using var page = await OpenAsync();
        await page["#focus-lens-first"].ClickAsync();
        await Assertions.Expect(page["#lens-stack"]).ToBeDisabledAsync();
        await Assertions.Expect(page["#lens-stack-note"]).ToHaveTextAsync("Set the near and the far limit first.");
        await page["#lens-near"].ClickAsync();
        await page["#lens-far"].ClickAsync();
        await Assertions.Expect(page["#lens-stack"]).ToBeEnabledAsync();
        await Assertions.Expect(page["#lens-stack"]).ToHaveTextAsync("Take 12 pictures");
        await page["#lens-stack"].ClickAsync();
        await OrdersBecomeAsync("limit near", "limit far", "stack");
    }

    [Fact]
    public async Task Backlash_IsMeasuredOnTheSelectedPoint_AndShown()
    {
        await using var page = await OpenAsync();
        await page["#focus-lens-first"].ClickAsync();
        await Assertions.Expect(page["#lens-backlash"]).ToBeDisabledAsync(); // there is no point yet
        _focus.Add(0.25, 0.4, "Eye");
        await Assertions.Expect(page["#lens-backlash"]).ToBeEnabledAsync();
        await Assertions.Expect(page["#lens-backlash-value"]).ToHaveTextAsync("not measured");
        await page["#lens-backlash"].ClickAsync();
        await OrdersBecomeAsync("backlash 1");
        await Assertions.Expect(page["#lens-backlash-value"]).ToHaveTextAsync("2 to 5 steps");
    }

    [Fact]
    public async Task Magnifier_OfTheCamera_IsAtTheSelectedPoint_ByButtonAndKey()
    {
        _focus.Add(0.25, 0.4, "Eye");
        var camera = new CameraStub { Magnifier = new PointerStub() };
        await using var page = await FocusPage.OpenAsync(browser, _focus, lens: _lens, camera: camera);
        await page["#focus-lens"].ClickAsync();
        await page["#lens-magnify"].ClickAsync();
        await Assertions.Expect(page["#lens-magnify"]).ToHaveTextAsync("Magnified: 5");
        await Assertions.Expect(page["#lens-camera-note"]).ToContainTextAsync("magnified picture");
        await page.Live.PressAsync("Shift+J");
        await Assertions.Expect(page["#lens-magnify"]).ToHaveTextAsync("Magnified: 10");
        await page.Live.PressAsync("Shift+J");
        await Assertions.Expect(page["#lens-magnify"]).ToHaveTextAsync("Magnify");
        await page["#lens-camera-focus"].ClickAsync();
        await Assertions.Expect(page["#lens-camera-note"]).ToHaveTextAsync("The camera found focus.");
        Assert.Equal(
            ["magnify 5 0.25,0.40 of 0x0", "magnify 10 0.25,0.40 of 0x0", "magnify 1", "focus 0.25,0.40 of 0x0"], camera.Magnifier!.Orders);
        await page.Live.PointAsync(0.75, 0.5);
        await page.Live.PressAsync("Shift+A"); // at the pointer
        await Poll.UntilAsync(() => camera.Magnifier.Orders.Count == 5, "the camera focuses");
        Assert.Equal("focus 0.75,0.50 of 0x0", camera.Magnifier.Orders[^1]);
    }

    [Fact]
    public async Task Magnifier_WhoseStateWasAskedForBeforeAnOrder_IsNotShownAsItWas()
    {
        _focus.Add(0.25, 0.4, "Eye");
        var camera = new CameraStub { Magnifier = new PointerStub() };
        await using var page = await FocusPage.OpenAsync(browser, _focus, lens: _lens, camera: camera);
        await page["#focus-lens"].ClickAsync();
        await page["#lens-magnify"].WaitForAsync();
        await page.Live.CollectTextsAsync("lens-magnify");
        await using var old = await HeldAnswer.OfAsync(page.Page, "**/api/camera/pointer");
        await page["#lens-magnify"].ClickAsync();
        await Assertions.Expect(page["#lens-magnify"]).ToHaveTextAsync("Magnified: 5");
        await old.ReleaseAsync();
        await page["#lens-magnify"].ClickAsync();
        await Assertions.Expect(page["#lens-magnify"]).ToHaveTextAsync("Magnified: 10");
        var texts = await page.Live.CollectedTextsAsync();
        Assert.DoesNotContain("Magnify", texts.SkipWhile(static text => text == "Magnify")); // as it was before the first order
    }

    [Fact]
    public async Task Magnifier_OfACameraWithoutOne_IsAbsentWithTheReason()
    {
        _focus.Add(0.25, 0.4, "Eye");
        await using var page = await FocusPage.OpenAsync(browser, _focus, lens: _lens, camera: new CameraStub());
        await page["#focus-lens"].ClickAsync();
        await Assertions.Expect(page["#lens-camera-note"]).ToContainTextAsync("no magnifier");
        await Assertions.Expect(page["#lens-magnify"]).ToBeHiddenAsync();
        await Assertions.Expect(page["#lens-camera-focus"]).ToBeHiddenAsync();
    }

    [Theory]
    [InlineData(390, 844)]
    [InlineData(820, 1180)]
    public async Task OnANarrowScreen_TheControlsAndThePictureDoNotOverlap(int width, int height)
    {
        _focus.Add(0.25, 0.4, "Eye");
        var options = new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = height } };
        var camera = new CameraStub { Magnifier = new PointerStub() };
        await using var page = await FocusPage.OpenAsync(browser, _focus, options, lens: _lens, camera: camera);
        await page["#focus-lens"].ClickAsync();
        await Assertions.Expect(page["#lens"]).ToBeVisibleAsync();
        await Poll.UntilAsync(
            async () => (await page["#frame-box"].BoundingBoxAsync()) is { } box && (await page["#lens"].BoundingBoxAsync()) is { } panel
                && box.Y + box.Height <= panel.Y + 1,
            "the picture lies above the controls");
        if (Environment.GetEnvironmentVariable("P2IKT_SHOTS") is { } shots)
            await page.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(shots, $"lens-{width}.png") });
    }

    [Fact]
    public async Task DriftAndTrap_AreAboutTheSelectedPoint()
    {
        _focus.Add(0.25, 0.4, "Eye");
        await using var page = await OpenAsync();
        await page["#focus-lens"].ClickAsync();
        await page["#lens-drift"].ClickAsync();
        await Assertions.Expect(page["#lens-drift"]).ToHaveTextAsync("Drift of Eye");
        _lens.State = _lens.State with { DriftWarning = "Eye has drifted by 1.4 px." };
        await Assertions.Expect(page["#lens-drift-warning"]).ToHaveTextAsync("Eye has drifted by 1.4 px.");
        await page["#lens-drift"].ClickAsync();
        await page["#lens-trap"].ClickAsync();
        await OrdersBecomeAsync("drift 1", "drift ", "trap 1");
        await Assertions.Expect(page["#lens-trap"]).ToHaveAttributeAsync("aria-pressed", "true");
    }

    [Fact]
    public async Task ALensThatCannotBeDriven_HasNoControls_AndSaysWhyWhereTheyWereOpen()
    {
        _lens.State = LensStub.Idle with { UnavailableReason = "The lens is on MF: switch it to AF." };
        await using var page = await OpenAsync();
        await Assertions.Expect(page["#focus-lens-first"]).ToBeHiddenAsync();
        _lens.State = LensStub.Idle;
        await page["#focus-lens-first"].ClickAsync();
        await Assertions.Expect(page["#lens-controls"]).ToBeVisibleAsync();
        _lens.State = LensStub.Idle with { UnavailableReason = "The lens is on MF: switch it to AF." };
        await Assertions.Expect(page["#lens-reason"]).ToHaveTextAsync("The lens is on MF: switch it to AF.");
        await Assertions.Expect(page["#lens-controls"]).ToBeHiddenAsync();
    }

    [Fact]
    public async Task AReload_DuringAnOperation_ShowsItAgain()
    {
        _focus.Add(0.25, 0.4, "Eye");
        await using var page = await OpenAsync();
        await page["#focus-lens"].ClickAsync();
        await page.Live.PressAsync("a");
        await Assertions.Expect(page["#lens-cancel"]).ToBeVisibleAsync();
        await page.Page.ReloadAsync();
        await Assertions.Expect(page["#lens-cancel"]).ToBeVisibleAsync();
        await Assertions.Expect(page["#lens-message"]).ToHaveTextAsync("Focusing on point 1.");
        Assert.Equal(["autofocus 1"], _lens.Orders);
    }

    private async Task<FocusPage> OpenAsync() => await FocusPage.OpenAsync(browser, _focus, lens: _lens);

    private Task OrdersBecomeAsync(params string[] orders) => Poll.UntilAsync(() => _lens.Orders.SequenceEqual(orders), "the lens has its orders");
}
