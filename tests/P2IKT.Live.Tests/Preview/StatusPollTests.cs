using Microsoft.Playwright;
using Xunit;

namespace P2IKT.Live.Tests.Preview;

/// <summary>How the page asks for the status, and what comes of it, in a real browser.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class StatusPollTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    // Lets a test fire the page's timers, and counts the requests that are under way together.
    private const string Script = """
        globalThis.ticks = [];
        const [startTimer, request] = [setInterval, fetch];
        globalThis.setInterval = (tick, ms) => {
          ticks.push(tick);
          return startTimer(tick, ms);
        };
        globalThis.mostTogether = 0;
        let together = 0;
        globalThis.fetch = async (path, options) => {
          const isStatus = path === "/api/status";
          if (isStatus) mostTogether = Math.max(mostTogether, ++together);
          try {
            return await request(path, options);
          } finally {
            if (isStatus) together--;
          }
        };
        """;

    [Fact]
    public async Task Status_ThatIsUnderWay_IsNotAskedForAgain()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await LivePage.OpenAsync(browser, stage.Url, script: Script);
        await using var old = await HeldAnswer.OfAsync(page.Page, "**/api/status");
        await page.Page.EvaluateAsync("for (let i = 0; i < 3; i++) for (const tick of ticks) tick()");
        await old.ReleaseAsync();
        stage.Status = stage.Status with { Message = "Newer." };
        await Assertions.Expect(page.Page.Locator("#message")).ToHaveTextAsync("Newer.");
        Assert.Equal(1, await page.Page.EvaluateAsync<int>("mostTogether"));
    }

    [Fact]
    public async Task EndOfTheScale_ThatChanges_IsAnnouncedOnce()
    {
        await using var stage = await PreviewStage.StartAsync();
        await using var page = await LivePage.OpenAsync(browser, stage.Url);
        var announced = await page.Page.EvaluateAsync<int>("""
            async () => {
              const { Stage } = await import("/js/stage.js");
              const stage = new Stage(document.createElement("canvas"));
              let announced = 0;
              stage.addEventListener("scale", () => announced++);
              for (const radius of [32, 32]) stage.maxRadius = radius;
              return announced;
            }
            """);
        Assert.Equal(1, announced);
    }
}
