using System.Net;
using Microsoft.Playwright;
using P2IKT.Live.Pipeline;
using P2IKT.Live.Preview.Status;
using P2IKT.Live.Tests.Preview;

namespace P2IKT.Live.Tests.Live;

/// <summary>The whole program, from the test scene through the real network to a real browser.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class LivePageTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_OnTheTestScene_ShowsFramesThatChangeAndSaysWhatRuns()
    {
        await using var pipeline = await LivePipeline.StartAsync(
            new LiveOptions { Source = "test:?size=320x180", Listen = new IPEndPoint(IPAddress.Loopback, 0) }, Cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = pipeline.RunAsync(stop.Token);
        await using (var page = await LivePage.OpenAsync(browser, pipeline.Url!))
        {
            var picture = page.Page.Locator("#picture[data-seq]");
            await picture.WaitForAsync();
            var first = await picture.GetAttributeAsync("data-seq");
            var before = await page.Page.Locator("#frame-box").ScreenshotAsync();
            await Assertions.Expect(picture).Not.ToHaveAttributeAsync("data-seq", first!);
            // Half a second of the focus pull.
            await page.Page.WaitForFunctionAsync($"+document.querySelector('#picture').dataset.seq > {first} + 15");

            Assert.NotEqual(before, await page.Page.Locator("#frame-box").ScreenshotAsync());
            await Assertions.Expect(page.Page.Locator("body")).ToContainTextAsync("CPU");
            await Assertions.Expect(page.Page.Locator("body")).ToContainTextAsync("test scene");
        }
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(60), Cancel);

        var frames = pipeline.Measure().Frames;
        Assert.True(frames.Presented > 1);
        Assert.Equal(frames.Captured, frames.Deblurred + frames.Dropped + frames.Idle);
    }
}
