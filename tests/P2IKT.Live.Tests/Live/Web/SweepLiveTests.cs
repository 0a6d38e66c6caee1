using Microsoft.Playwright;
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
        // A frame's share is of the cells that it can be read in, the sweep's of those that any frame could be: at the best moment of the
        // pull a frame's may be as large.
        var shares = new SortedDictionary<long, double>();
        var snapshot = new P2IKT.Live.Focus.Readings.FocusSnapshot();
        await Poll.UntilAsync(
            async () =>
            {
                using var state = await run.GetAsync("/api/focus/sweep");
                var picture = await page.Page.Locator("#picture").GetAttributeAsync("data-seq");
                if (long.TryParse(picture, out var sequence) && run.Pipeline.Focus.TryRead(sequence, snapshot))
                    shares[sequence] = snapshot.InFocusShare;
                var merged = state.RootElement.GetProperty("inFocus");
                return merged.ValueKind == System.Text.Json.JsonValueKind.Number && shares.Count > 20 && merged.GetDouble() > shares.Values.Average() + 0.05
                    && state.RootElement.GetProperty("merged").GetInt32() > 20;
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
