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
        await page["#lens-stack"].ClickAsync();
        await OrdersBecomeAsync("limit near", "limit far", "stack");
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
