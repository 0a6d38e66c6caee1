using Microsoft.Playwright;
using OpenCvSharp;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview;
using Xunit;

namespace P2IKT.Live.Tests.Preview.Overlays;

/// <summary>
/// The page and the server draw the same overlays. The page shows the picture in its own size, so that pixels can be compared: at most one
/// level off on average, and at most 0.5 % of the pixels more than 12 levels off, where a line falls between two pixels.
/// </summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class GoldenOverlayTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private static readonly FrameSize Size = new(320, 200);

    /// <summary>Two hills of blur with a valley in focus between them.</summary>
    internal static float Radius(double x, double y) =>
        (float)(3 + (2.8 * Math.Sin(x / 41)) + (2.2 * Math.Cos((y / 29) + (x / 90))) + (x / 60));

    /// <summary>Texture everywhere but in a corner, with a soft edge.</summary>
    internal static float Confidence(double x, double y) => (float)Math.Clamp((x + y - 90) / 120, 0, 1);

    [Theory]
    [InlineData("heat", """{ "heat": true }""")]
    [InlineData("heat:opacity=1", """{ "heat": true, "heatOpacity": 1 }""")]
    [InlineData("outline", """{ "outline": true }""")]
    [InlineData("outline:limit=3:colour=red:strength=fine:over=mono",
        """{ "outline": true, "outlineLimit": 3, "outlineColour": "red", "outlineStrength": "fine", "outlineOver": "mono" }""")]
    [InlineData("outline:colour=cyan:strength=strong:over=nothing",
        """{ "outline": true, "outlineColour": "cyan", "outlineStrength": "strong", "outlineOver": "nothing" }""")]
    [InlineData("soft:limit=5", """{ "soft": true, "softLimit": 5 }""")]
    [InlineData("strip", """{ "strip": true }""")]
    [InlineData("strip:limit=3:along=row", """{ "strip": true, "stripLimit": 3, "stripAlong": "row" }""")]
    [InlineData("heat,outline:colour=yellow,soft,strip", """{ "heat": true, "outline": true, "outlineColour": "yellow", "soft": true, "strip": true }""")]
    public Task Page_DrawsWhatTheServerDraws(string selection, string settings) => CompareAsync(selection, settings, Size);

    [Fact]
    public Task Page_OfASizeThatCellsDoNotFit_DrawsWhatTheServerDraws() => CompareAsync(
        "heat:opacity=1,outline,soft,strip", """{ "heat": true, "heatOpacity": 1, "outline": true, "soft": true, "strip": true }""",
        new FrameSize(309, 187));

    private async Task CompareAsync(string selection, string settings, FrameSize size)
    {
        void Paint(Span<byte> pixels) => PaintSlope(pixels, size.Width);
        await using var stage = await PreviewStage.StartAsync(new PreviewOptions { Port = 0, JpegQuality = 100 }, size);
        (stage.Radii, stage.Confidences) = (Radius, Confidence);
        stage.Publish(0, paint: Paint);
        var all = """{ "outline": false, "mode": "sharp", "bars": false }""";
        await using var page = await LivePage.OpenAsync(
            browser, stage.Url, new() { ViewportSize = new() { Width = size.Width, Height = size.Height }, BypassCSP = true },
            $"localStorage.setItem('p2ikt-live.view.1', JSON.stringify(Object.assign({all}, {settings})))");
        await page.ShowsAsync(0);
        await page.Page.AddStyleTagAsync(new() { Content = "#stage > :not(#picture) { display: none !important; }" });
        await Assertions.Expect(page.Page.Locator("#snapshot")).ToHaveAttributeAsync("href", $"/snapshot.jpg?what=overlay&overlay={selection}");

        using var seen = Cv2.ImDecode(await page.Page.ScreenshotAsync(), ImreadModes.Color);
        using var scene = new OverlayScene(size, Radius, Confidence, Paint);
        using var drawn = scene.Draw(selection);

        Assert.Equal(drawn.Size(), seen.Size());
        using var difference = new Mat();
        Cv2.Absdiff(drawn, seen, difference);
        using var levels = difference.Reshape(1);
        using var large = levels.GreaterThan(12).ToMat();
        var (mean, share) = (levels.Mean().Val0, Cv2.CountNonZero(large) / (double)large.Total());
        Assert.True(mean < 1 && share < 0.005, $"{selection}: {mean:0.00} levels on average, {share:P2} of the values by more than 12.");
        // Without the overlay the difference is far beyond that: the test sees it.
        using var bare = Mat.FromPixelData(size.Height, size.Width, MatType.CV_8UC3, scene.Sharp.Address, scene.Sharp.Stride);
        Cv2.Absdiff(drawn, bare, difference);
        Assert.True(difference.Mean().Val0 + difference.Mean().Val1 + difference.Mean().Val2 > 3 * mean);
    }

    // A grey slope that JPEG keeps.
    private static void PaintSlope(Span<byte> pixels, int width)
    {
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(60 + (i / 3 % width / 3));
    }
}
