using System.Globalization;
using System.Net;
using Microsoft.Playwright;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Frames;
using P2IKT.Live.Pipeline;
using P2IKT.Live.Testing;
using P2IKT.Live.Testing.Lens;
using P2IKT.Live.Tests.Capture;
using P2IKT.Live.Tests.Preview;

namespace P2IKT.Live.Tests.Live.Web;

/// <summary>
/// The whole loop: an order on the page, the real network, the real libgphoto2, and a simulated camera whose pictures are
/// as sharp as its lens stands.
/// </summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class FocusAutofocusTests(BrowserFixture browser) : TetheredTest, IClassFixture<BrowserFixture>
{
    private static readonly FrameSize Size = new(640, 360);
    private const double Start = 5; // px out of focus
    private static readonly (int X, int Y) Wool = (127, 325); // has texture at every scale

    [Fact]
    public async Task Autofocus_OrderedOnThePage_DrivesTheCameraAndSaysHowItEnded()
    {
        await using var camera = new SimulatedCamera(SimulatedCameraMake.Nikon) { Size = Size, FramesPerSecond = 30 };
        camera.Lens.Scene = new SimulatedScene { PixelsPerUnit = 0.02 };
        var best = camera.PositionFor(Wool.X, Wool.Y);
        camera.Lens.Position = Math.Max(0, best - (Start / 0.02));
        using var stop = new CancellationTokenSource();
        await using var pipeline = await LivePipeline.StartAsync(
            new LiveOptions
            {
                Source = "simulated:",
                Sources = FrameSources.Registry.With(new SimulatedProvider(camera.Uri, Tethered())),
                Listen = new IPEndPoint(IPAddress.Loopback, 0),
                StillsFolder = Stills,
                Clips = new() { Folder = Path.Combine(Folder, "clips") },
            },
            Cancel);
        var running = pipeline.RunAsync(stop.Token);
        await using (var page = await LivePage.OpenAsync(browser, pipeline.Url!))
        {
            await page.Page.Locator("#focus-start").WaitForAsync();
            pipeline.Focus.Add(Wool.X / (double)Size.Width, Wool.Y / (double)Size.Height);
            await Assertions.Expect(page.Page.Locator("#focus-lens")).ToBeVisibleAsync();
            await page.PressAsync("a");
            await Assertions.Expect(page.Page.Locator("#lens-cancel")).ToBeVisibleAsync();
            await Assertions.Expect(page.Page.Locator("#lens-autofocus")).ToBeVisibleAsync();
            var radius = camera.RadiusAt(Wool.X, Wool.Y, camera.Lens.Position);
            var (message, facts) = (await page.Page.Locator("#lens-message").TextContentAsync(), await page.Page.Locator("#source-facts").TextContentAsync());
            var result = string.Create(CultureInfo.InvariantCulture, $"{message} The point is {radius:0.00} px out of focus, of {Start:0.0} at first ({facts}).");
            TestContext.Current.SendDiagnosticMessage(result);
            Assert.True(camera.Lens.Orders > 0, "The camera has driven its lens.");
            // A machine so busy that the network sees a quarter of each frame may be left in doubt. The lens is never left worse off.
            var hasSucceeded = await page.Page.Locator("#lens-message").GetAttributeAsync("data-tone") == "";
            Assert.True(radius < (hasSucceeded ? 1.5 : Start + 0.5), result);
        }
        await stop.CancelAsync();
        await running;
    }

    /// <summary>Opens the simulated camera with the settings of the test.</summary>
    private sealed class SimulatedProvider(string camera, SourceOptions settings) : ISourceProvider
    {
        public string Kind => "camera";

        public IReadOnlyList<string> Schemes => ["simulated"];

        public IReadOnlyList<SourceEntry> Usage => [];

        public async ValueTask<FrameSource> OpenAsync(SourceUri uri, SourceOptions options, CancellationToken cancellation) =>
            await FrameSources.OpenAsync(camera, settings with { PoolFrames = options.PoolFrames }, cancellation);
    }
}
