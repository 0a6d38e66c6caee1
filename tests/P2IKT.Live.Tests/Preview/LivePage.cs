using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using OpenCvSharp;
using Xunit;

namespace P2IKT.Live.Tests.Preview;

/// <summary>The page in a browser, and what can be seen of it. Its disposal fails the test if the page has reported an error.</summary>
internal sealed class LivePage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _errors = [];

    private LivePage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.PageError += (_, error) => _errors.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _errors.Add(message.Text);
        };
    }

    public IPage Page { get; }

    /// <summary>Whether errors that the page reports are part of the test.</summary>
    public bool MayReportErrors { get; set; }

    public static async Task<LivePage> OpenAsync(BrowserFixture browser, Uri url, BrowserNewContextOptions? options = null, string? script = null)
    {
        var context = await browser.Browser.NewContextAsync(options ?? new() { ViewportSize = new() { Width = 1000, Height = 700 } });
        context.SetDefaultTimeout(BrowserFixture.TimeoutMs);
        if (script is not null)
            await context.AddInitScriptAsync(script);
        var page = new LivePage(context, await context.NewPageAsync());
        await page.Page.GotoAsync(url.ToString(), new() { WaitUntil = WaitUntilState.DOMContentLoaded }); // an MJPEG never finishes loading
        return page;
    }

    /// <summary>Waits until the frame of this number is on the screen.</summary>
    public Task ShowsAsync(long sequence) => Page.Locator(Invariant($"#picture[data-seq='{sequence}']")).WaitForAsync();

    /// <summary>
    /// Waits until an expression is true in the page. Playwright's own wait evaluates it in the page, which our Content-Security-Policy
    /// forbids; the debugger, which asks here, may.
    /// </summary>
    public async Task BecomesAsync(string expression)
    {
        for (var started = Stopwatch.GetTimestamp(); !await Page.EvaluateAsync<bool>(expression);)
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMilliseconds(BrowserFixture.TimeoutMs), $"Waited in vain until {expression}.");
    }

    /// <summary>Begins to collect the texts that an element of the page shows from now on.</summary>
    public Task CollectTextsAsync(string id) => Page.EvaluateAsync(
        """
        (id) => {
          const element = document.getElementById(id);
          globalThis.collectedTexts = [];
          new MutationObserver(() => collectedTexts.push(element.textContent)).observe(element, { childList: true });
        }
        """,
        id);

    /// <summary>What was collected, in its order.</summary>
    public Task<string[]> CollectedTextsAsync() => Page.EvaluateAsync<string[]>("collectedTexts");

    public Task PressAsync(string key) => Page.Keyboard.PressAsync(key);

    /// <summary>Moves the pointer to a place of the picture, each from 0 to 1.</summary>
    public async Task PointAsync(double x, double y)
    {
        var box = await PictureAsync();
        await Page.Mouse.MoveAsync((float)(box.X + (x * box.Width)), (float)(box.Y + (y * box.Height)));
    }

    /// <summary>Colour of the screen at a place of the picture, blue, green, red.</summary>
    public async Task<Vec3b> ColourAsync(double x, double y)
    {
        using var screen = await ScreenAsync();
        var box = await PictureAsync();
        return screen.At<Vec3b>((int)(box.Y + (y * box.Height)), (int)(box.X + (x * box.Width)));
    }

    /// <summary>Waits until the screen has a colour at a place of the picture, within a tolerance that JPEG needs.</summary>
    public async Task ColourBecomesAsync(double x, double y, (double R, double G, double B) wanted, double tolerance = 4)
    {
        Vec3b seen = default;
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started).TotalMilliseconds < BrowserFixture.TimeoutMs;)
        {
            seen = await ColourAsync(x, y);
            if (Math.Abs(seen.Item2 - wanted.R) <= tolerance && Math.Abs(seen.Item1 - wanted.G) <= tolerance && Math.Abs(seen.Item0 - wanted.B) <= tolerance)
                return;
        }
        Assert.Fail(Invariant($"Expected {wanted} at ({x}, {y}), saw ({seen.Item2}, {seen.Item1}, {seen.Item0})."));
    }

    public Task GreyBecomesAsync(double x, double y, double grey) => ColourBecomesAsync(x, y, (grey, grey, grey));

    /// <summary>Columns of the picture, 0 to 1, where the outline's green runs at a height.</summary>
    public async Task<double[]> GreenColumnsAsync(double y)
    {
        using var screen = await ScreenAsync();
        var box = await PictureAsync();
        var row = (int)(box.Y + (y * box.Height));
        return [.. Enumerable.Range((int)box.X, (int)box.Width)
            .Where(column => screen.At<Vec3b>(row, column) is var pixel && pixel.Item1 > 190 && pixel.Item2 < 110 && pixel.Item0 < 180)
            .Select(column => (column - box.X) / (double)box.Width)];
    }

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        if (!MayReportErrors)
            Assert.Empty(_errors);
    }

    private async Task<Mat> ScreenAsync() => Cv2.ImDecode(await Page.ScreenshotAsync(), ImreadModes.Color);

    private async Task<LocatorBoundingBoxResult> PictureAsync() =>
        await Page.Locator("#frame-box").BoundingBoxAsync() ?? throw new InvalidOperationException("The page shows no picture.");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
