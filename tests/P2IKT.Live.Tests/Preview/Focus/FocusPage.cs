using Microsoft.Playwright;
using P2IKT.Live.Capture;
using P2IKT.Live.Focus;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Focus.Lens;

namespace P2IKT.Live.Tests.Preview.Focus;

/// <summary>The live page over focus points whose readings the test decides.</summary>
internal sealed class FocusPage : IAsyncDisposable
{
    private FocusPage(PreviewStage stage, FocusAssist focus, LivePage page) => (Stage, Focus, Live) = (stage, focus, page);

    public PreviewStage Stage { get; }

    public FocusAssist Focus { get; }

    public LivePage Live { get; }

    public IPage Page => Live.Page;

    public static async Task<FocusPage> OpenAsync(
        BrowserFixture browser, FocusAssist? focus = null, BrowserNewContextOptions? options = null, string? script = null,
        ILensControls? lens = null, ICameraControls? camera = null, string? sweeps = null)
    {
        focus ??= new FocusAssist();
        var stage = await PreviewStage.StartAsync(new PreviewOptions { Port = 0, Focus = focus, LensControls = lens, Camera = camera, SweepFolder = sweeps });
        FocusFields.Observe(focus, 0, 4);
        stage.Publish(0);
        var page = new FocusPage(stage, focus, await LivePage.OpenAsync(browser, stage.Url, options, script));
        await page.Live.ShowsAsync(0);
        return page;
    }

    /// <summary>Publishes a frame on which every point reads a radius, and returns once it is on the screen.</summary>
    public async Task ShowAsync(long sequence, float radius, float confidence = 0.9f)
    {
        Publish(sequence, radius, confidence);
        await Live.ShowsAsync(sequence);
    }

    /// <summary>Publishes a frame on which every point reads a radius.</summary>
    public void Publish(long sequence, float radius, float confidence = 0.9f)
    {
        FocusFields.Observe(Focus, sequence, radius, confidence);
        Stage.Publish(sequence);
    }

    /// <summary>Clicks a place of the picture, each from 0 to 1.</summary>
    public async Task ClickAsync(double x, double y)
    {
        await Live.PointAsync(x, y);
        await Page.Mouse.DownAsync();
        await Page.Mouse.UpAsync();
    }

    public ILocator Marker(int id) => Page.Locator($"button.focus-point[data-id='{id}']");

    public ILocator this[string selector] => Page.Locator(selector);

    public async ValueTask DisposeAsync()
    {
        await Live.DisposeAsync();
        await Stage.DisposeAsync();
    }
}
