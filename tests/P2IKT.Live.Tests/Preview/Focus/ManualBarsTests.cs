using Microsoft.Playwright;
using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Preview.Focus;

/// <summary>The bars for a lens that is turned by hand.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class ManualBarsTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const double Near = -2.5, Far = 2.5; // ring positions of best focus, in pixels of blur
    private readonly FocusAssist _focus = new();
    private long _sequence = 1;

    [Fact]
    public async Task Bars_AppearOnceTheRingWasTurned_AndFollowIt()
    {
        _focus.Add(0.2, 0.9, "Glass"); // lower: nearer
        _focus.Add(0.8, 0.2, "Wall");
        await using var page = await FocusPage.OpenAsync(browser, _focus);
        await ShowAsync(page, 0);
        await Assertions.Expect(page["#manual-status"]).ToHaveTextAsync("Turn the focus ring slowly through the focus of both points.");
        await Assertions.Expect(page["#manual-bars"]).ToBeHiddenAsync();
        await TurnAsync(page, -5, 5);
        await TurnAsync(page, 5, 0.5);
        await Assertions.Expect(page["#manual-status"]).ToHaveTextAsync("");
        var (glass, wall) = (page[".manual-bar[aria-label^='Glass']"], page[".manual-bar[aria-label^='Wall']"]);
        await Assertions.Expect(glass).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex(@"^Glass: [23]\.\d pixels nearer than the focus, go on by"));
        await Assertions.Expect(wall).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex(@"^Wall: [12]\.\d pixels farther than the focus, turn back by"));
        await Assertions.Expect(page["#manual-point"]).ToHaveTextAsync("Glass");
        await wall.ClickAsync();
        await Assertions.Expect(page["#manual-point"]).ToHaveTextAsync("Wall");
        await Assertions.Expect(page["#manual-words"]).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^Turn back by"));
        Assert.True(await NeedleAsync(wall) < await NeedleAsync(glass), "Farther is above.");

        await TurnAsync(page, 0.5, Far);
        await Assertions.Expect(wall).ToHaveAttributeAsync("data-focus", "in");
        await Assertions.Expect(page["#manual-words"]).ToHaveTextAsync("In focus");
        Assert.Equal("rgb(62, 224, 143)", await page["#manual-words"].EvaluateAsync<string>("words => getComputedStyle(words).color"));
        await ShowAsync(page, Far, confidence: 0.05f);
        await Assertions.Expect(page["#manual-status"]).ToContainTextAsync("cannot be read");
    }

    [Fact]
    public async Task Ends_AreExchanged_AndTheRingIsForgotten()
    {
        _focus.Add(0.2, 0.9);
        _focus.Add(0.8, 0.2);
        await using var page = await FocusPage.OpenAsync(browser, _focus);
        await TurnAsync(page, -5, 5);
        await TurnAsync(page, 5, 0);
        await Assertions.Expect(page[".manual-bar"].First).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("nearer than"));
        await page["#manual-flip"].ClickAsync();
        await Poll.UntilAsync(() => _focus.IsDepthFlipped, "the ends are exchanged");
        await ShowAsync(page, 0);
        await Assertions.Expect(page[".manual-bar"].First).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("farther than"));
        await Assertions.Expect(page["#manual-flip"]).ToHaveAttributeAsync("aria-pressed", "true");
        await page["#manual-reset"].ClickAsync();
        await Poll.UntilAsync(async () =>
        {
            await ShowAsync(page, 0);
            return await page["#manual"].GetAttributeAsync("data-status") == "notEnoughMotion";
        }, "the ring is forgotten");
    }

    [Fact]
    public async Task Bars_AreHiddenByKey_AndOfOnePointOnlyAskForAnother()
    {
        _focus.Add(0.2, 0.9);
        await using var page = await FocusPage.OpenAsync(browser, _focus);
        await ShowAsync(page, 0);
        await Assertions.Expect(page["#manual"]).ToBeHiddenAsync(); // one point, and nobody asked for bars
        await page.Live.PressAsync("y");
        await Assertions.Expect(page["#manual-status"]).ToHaveTextAsync("Place a second focus point that is nearer or farther.");
        await Assertions.Expect(page["#focus-manual"]).ToHaveAttributeAsync("aria-pressed", "true");
        await page["#manual-close"].ClickAsync();
        await Assertions.Expect(page["#manual"]).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Bars_WhereALensCanBeDriven_DoNotComeByThemselves()
    {
        _focus.Add(0.2, 0.9);
        _focus.Add(0.8, 0.2);
        await using var page = await FocusPage.OpenAsync(browser, _focus, lens: new LensStub());
        await Assertions.Expect(page["#focus-lens"]).ToBeVisibleAsync();
        await ShowAsync(page, 0);
        await Assertions.Expect(page["#manual"]).ToBeHiddenAsync();
    }

    private static async Task<double> NeedleAsync(ILocator bar) =>
        double.Parse((await bar.Locator(".manual-needle").EvaluateAsync<string>("needle => needle.style.top")).TrimEnd('%'), System.Globalization.CultureInfo.InvariantCulture);

    private async Task TurnAsync(FocusPage page, double from, double to)
    {
        const int Frames = 60;
        for (var i = 1; i < Frames; i++)
            Observe(from + ((to - from) * i / Frames));
        await ShowAsync(page, to);
    }

    private async Task ShowAsync(FocusPage page, double ring, float confidence = 0.9f)
    {
        page.Stage.Publish(Observe(ring, confidence));
        await page.Live.ShowsAsync(_sequence - 1);
    }

    /// <summary>Lets the points read a frame: those in the lower half of the picture at one depth, those in the upper at the other.</summary>
    private long Observe(double ring, float confidence = 0.9f)
    {
        var cells = new FrameSize(40, 25);
        var (radii, confidences) = (new float[cells.Pixels], new float[cells.Pixels]);
        for (var i = 0; i < radii.Length; i++)
        {
            var place = i / cells.Width > cells.Height / 2 ? Near : Far;
            (radii[i], confidences[i]) = ((float)Math.Sqrt(0.49 + Math.Pow(ring - place, 2)), confidence);
        }
        _focus.Observe(new FocusField(radii, confidences, cells, 8, new FrameSize(320, 200), _sequence, TimeSpan.FromSeconds(_sequence / 30.0)));
        return _sequence++;
    }
}
