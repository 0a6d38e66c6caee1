using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Tests.Preview;

namespace P2IKT.Live.Tests.Live.Web;

/// <summary>Focus points of the whole program on the test scene: what the page shows is what the server has read on that frame.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class FocusLiveTests(BrowserFixture browser) : IClassFixture<BrowserFixture>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-focus-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task APointThatIsClicked_ReadsTheFramesOfTheScene()
    {
        await using var run = await LiveRun.StartAsync(_folder);
        await using var page = await LivePage.OpenAsync(browser, run.Url);
        await page.Page.Locator("#focus-start").WaitForAsync();
        await page.PointAsync(0.68, 0.45); // the test card, which has texture
        await page.Page.Mouse.DownAsync();
        await page.Page.Mouse.UpAsync();
        await page.Page.Locator(".focus-point").WaitForAsync();

        var snapshot = new FocusSnapshot();
        var compared = new HashSet<long>();
        await Poll.UntilAsync(
            async () =>
            {
                var shown = await page.Page.EvaluateAsync<JsonElement>("""
                    () => ({ picture: document.getElementById("picture").dataset.seq, bar: document.getElementById("focus").dataset.seq,
                      value: document.getElementById("focus-value").textContent })
                    """);
                var sequence = long.Parse(shown.GetProperty("picture").GetString()!, CultureInfo.InvariantCulture);
                Assert.Equal(shown.GetProperty("picture").GetString(), shown.GetProperty("bar").GetString());
                if (run.Pipeline.Focus.TryRead(sequence, snapshot) && snapshot.Readings is [var reading] && !float.IsNaN(reading.Radius))
                {
                    Assert.Equal(TextOf(reading.Radius), shown.GetProperty("value").GetString());
                    compared.Add(sequence);
                }
                return compared.Count >= 5;
            },
            "five frames with a reading were compared");
    }

    private static string TextOf(float radius) => Math.Round(radius, 2) switch // as it is sent
    {
        < FocusReading.ResolvableRadius => "<0.8",
        < 9.95 and var fine => fine.ToString("F1", CultureInfo.InvariantCulture),
        var coarse => Math.Round(coarse).ToString(CultureInfo.InvariantCulture),
    };
}
