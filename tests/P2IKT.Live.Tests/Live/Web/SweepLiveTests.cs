using Microsoft.Playwright;
using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Recording;
using P2IKT.Live.Tests.Preview;

namespace P2IKT.Live.Tests.Live.Web;

/// <summary>A sweep by hand over the focus pull of the test scene, with the real network, from the key to the saved file.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class SweepLiveTests(BrowserFixture browser) : IClassFixture<BrowserFixture>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-sweep-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task TheFocusPull_GivesAPictureThatIsInFocusInMorePlacesThanItsFrames()
    {
        await using var run = await LiveRun.StartAsync(_folder, latencyMs: 0); // a busy machine must not keep the network from running
        await using var page = await LivePage.OpenAsync(browser, run.Url);
        await page.Page.Locator("#sweep-open").WaitForAsync();
        await page.PressAsync("Shift+Z");
        // What a frame has in focus, as a share of all its cells. The sweep's share is of the cells that any frame could be read in, so at
        // least of as many as the frame that could be read best.
        var gate = new Lock();
        var (shares, readable) = (new List<double>(), 0.0);
        using var frames = run.Pipeline.Frames.Subscribe(frame =>
        {
            var (known, inFocus) = (0, 0);
            var radii = frame.Blur.Values;
            var confidences = frame.Confidence.Values;
            for (var i = 0; i < radii.Length; i++)
            {
                if (confidences[i] < FocusReading.MinConfidence)
                    continue;
                known++;
                inFocus += radii[i] <= FocusAssist.DefaultTolerance ? 1 : 0;
            }
            lock (gate)
            {
                shares.Add((double)inFocus / radii.Length);
                readable = Math.Max(readable, (double)known / radii.Length);
            }
        });
        await Poll.UntilAsync(
            async () =>
            {
                using var state = await run.GetAsync("/api/focus/sweep");
                var merged = state.RootElement.GetProperty("inFocus");
                lock (gate)
                {
                    return merged.ValueKind == System.Text.Json.JsonValueKind.Number && shares.Count > 20
                        && state.RootElement.GetProperty("merged").GetInt32() > 20
                        && merged.GetDouble() * readable > shares.Average() + 0.05;
                }
            },
            "the sweep has more in focus than its frames");
        await page.PressAsync("Shift+Z");
        await Assertions.Expect(page.Page.Locator("#sweep-message")).ToHaveTextAsync("The sweep was stopped.");
        await page.Page.Locator("#sweep-format").SelectOptionAsync("jpeg");
        await page.Page.Locator("#sweep-save").ClickAsync();
        await Assertions.Expect(page.Page.Locator("#sweep-files a")).ToHaveCountAsync(3);
        Assert.True(ResultFile.IsDone(Directory.EnumerateFiles(_folder, "*.stacked.jpg").Single(), Directory.EnumerateFiles(_folder, "*.stacked.jpg").Single()));
    }
}
