using Microsoft.Playwright;
using Xunit;

namespace P2IKT.Live.Tests.Preview.Assist;

/// <summary>Scopes, false colour and the clipping zebra, on pictures of known levels.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class ExposureTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Theory]
    [InlineData(40)]
    [InlineData(200)]
    public async Task Histogram_OfOneGrey_HasOnePeakAtItsLevel(byte grey)
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await OpenAsync(stage, "histogram: true", grey);
        var peak = $"() => {{ {Pixels("histogram-picture")} return [...Array(c.width).keys()].filter((x) => at(x, c.height >> 1) > 180); }}";
        await Poll.UntilAsync(
            async () => await page.Page.EvaluateAsync<int[]>(peak) is { Length: > 0 } columns && columns.All(column => Math.Abs(column - grey) <= 3),
            "the peak is at the level of the picture");
    }

    [Fact]
    public async Task Waveform_FollowsTheViewFromLeftToRight()
    {
        await using var stage = await PreviewStage.StartAsync();
        // Dark on the left half, bright on the right one.
        await using var page = await OpenAsync(stage, "waveform: true", paint: pixels => Halves(pixels, 51, 204));
        await LevelsAreAsync(page, 0.25, 0.2, 0.75, 0.8);
        await page.Page.EvaluateAsync("document.getElementById('mirrorX').click()");
        await LevelsAreAsync(page, 0.25, 0.8, 0.75, 0.2);
        stage.Publish(1, paint: pixels => Halves(pixels, 102, 102)); // a new frame is measured, too
        await page.ShowsAsync(1);
        await LevelsAreAsync(page, 0.25, 0.4, 0.75, 0.4);
    }

    [Fact]
    public async Task Scopes_ReadNothingBack()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Publish(0);
        await using var page = await LivePage.OpenAsync(browser, stage.Url, script: """
            window.reads = 0;
            for (const name of ['readPixels', 'getBufferSubData']) {
              const original = WebGL2RenderingContext.prototype[name];
              WebGL2RenderingContext.prototype[name] = function (...values) { window.reads++; return original.apply(this, values); };
            }
            localStorage.setItem('p2ikt-live.view.1', JSON.stringify({ mode: 'sharp', outline: false, waveform: true, histogram: true }));
            """);
        await page.ShowsAsync(0);
        await LevelsAreAsync(page, 0.25, 0.785, 0.75, 0.785); // grey 200: the scope is drawn
        Assert.Equal(0, await page.Page.EvaluateAsync<int>("window.reads"));
    }

    [Fact]
    public async Task FalseColour_PaintsTheBandOfEachLevel_AndHasALegend()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await OpenAsync(stage, "falseColour: true", paint: pixels => Halves(pixels, 110, 255));
        await page.ColourBecomesAsync(0.25, 0.3, (70, 186, 92)); // 43 %
        await page.ColourBecomesAsync(0.75, 0.3, (255, 62, 52));
        await Assertions.Expect(page.Page.Locator("#false-colour-legend li")).ToHaveCountAsync(6);
        stage.Publish(1, paint: pixels => Halves(pixels, 80, 2));
        await page.ShowsAsync(1);
        await page.GreyBecomesAsync(0.25, 0.3, 80); // 31 %: in no band
        await page.ColourBecomesAsync(0.75, 0.3, (150, 64, 204));
        await page.PressAsync("i");
        await page.GreyBecomesAsync(0.75, 0.3, 2);
        await Assertions.Expect(page.Page.Locator("#false-colour-legend")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task FalseColour_NeedsNoBlurMap()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.KnowsRadius = false;
        await using var page = await OpenAsync(stage, "falseColour: true", 255);
        await page.ColourBecomesAsync(0.75, 0.3, (255, 62, 52));
    }

    [Fact]
    public async Task Clipping_StripesOnlyWhatIsClipped()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await OpenAsync(stage, "clipping: true", paint: pixels => Halves(pixels, 250, 255));
        await Poll.UntilAsync(
            async () => (await ColoursAsync(page, 0.7)).Any(static colour => colour is { R: > 240, G: < 90, B: < 80 }), "there are red stripes");
        Assert.All(await ColoursAsync(page, 0.2), static colour => Assert.InRange(colour.G, 240, 255));
    }

    private static async Task<(int R, int G, int B)[]> ColoursAsync(LivePage page, double x)
    {
        var colours = new List<(int, int, int)>();
        for (var i = 0; i < 6; i++)
        {
            var pixel = await page.ColourAsync(x + (0.004 * i), 0.3);
            colours.Add((pixel.Item2, pixel.Item1, pixel.Item0));
        }
        return [.. colours];
    }

    // The brightest level of the waveform's trace at two of its columns, each from 0 to 1.
    private static Task LevelsAreAsync(LivePage page, double x1, double level1, double x2, double level2) => Poll.UntilAsync(
        async () => await LevelAsync(page, x1) is var one && await LevelAsync(page, x2) is var two
            && Math.Abs(one - level1) < 0.03 && Math.Abs(two - level2) < 0.03,
        Invariant($"the trace is at {level1} and {level2}"));

    private static Task<double> LevelAsync(LivePage page, double x) => page.Page.EvaluateAsync<double>(
        Invariant($"() => {{ {Pixels("waveform-picture")} const x = Math.round({x} * c.width);")
        + " const rows = [...Array(c.height).keys()]; const best = rows.reduce((a, b) => (at(x, b) > at(x, a) ? b : a)); return 1 - (best + 0.5) / c.height; }");

    // The script's c is the canvas, and at(x, y) the green of a pixel.
    private static string Pixels(string canvas) =>
        $"const c = document.getElementById('{canvas}'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        + " const at = (x, y) => d[4 * (y * c.width + x) + 1];";

    private static void Halves(Span<byte> pixels, byte left, byte right)
    {
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = i / 3 % 320 < 160 ? left : right;
    }

    private async Task<LivePage> OpenAsync(PreviewStage stage, string settings, byte grey = 200, Action<Span<byte>>? paint = null)
    {
        stage.Publish(0, sharpGrey: grey, paint: paint is null ? null : pixels => paint(pixels));
        var page = await LivePage.OpenAsync(browser, stage.Url, script:
            $"if (!localStorage.length) localStorage.setItem('p2ikt-live.view.1', JSON.stringify({{ mode: 'sharp', outline: false, {settings} }}))");
        await page.ShowsAsync(0);
        return page;
    }

    private static string Invariant(FormattableString text) => text.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
