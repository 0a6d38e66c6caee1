using System.Reactive.Subjects;
using System.Text.Json;
using Microsoft.Playwright;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Deblur;
using P2IKT.Live.Preview;
using P2IKT.Live.Recording.Outputs;
using P2IKT.Live.Tests.Preview;

namespace P2IKT.Live.Tests.Recording.Outputs;

/// <summary>What the page says about outputs.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class OutputPageTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_WithAnOutputThatNobodyTakes_SaysSoAndHidesItsKey()
    {
        Assert.SkipWhen(FfmpegProgram.Path is null, "Needs the program ffmpeg.");
        using var frames = new Subject<DeblurredFrame>();
        using var outputs = await LiveOutputs.StartAsync(
            frames, 30, new OutputOptions { Targets = [OutputTarget.Parse("rtmp://127.0.0.1:9/app/geheim")] }, Cancel);
        await using var stage = await PreviewStage.StartAsync(new PreviewOptions { Port = 0, Outputs = outputs });
        stage.Publish(0);
        await using var page = await LivePage.OpenAsync(browser, stage.Url);
        var sign = page.Page.Locator("#outputs");
        await Assertions.Expect(sign).ToHaveTextAsync("Connecting");
        await Assertions.Expect(sign).ToHaveAttributeAsync("title", "rtmp://127.0.0.1:9/app/***: connecting");

        using var answer = await stage.GetAsync("/api/outputs");
        var output = Assert.Single(JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement.EnumerateArray());
        Assert.Equal("connecting", output.GetProperty("phase").GetString());
        Assert.Equal("rtmp://127.0.0.1:9/app/***", output.GetProperty("target").GetString());
    }

    [Fact]
    public async Task Page_WithoutOutputs_ShowsNoSign()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Publish(0);
        await using var page = await LivePage.OpenAsync(browser, stage.Url);
        await page.ShowsAsync(0);
        await Assertions.Expect(page.Page.Locator("#outputs")).ToBeHiddenAsync();
        using var answer = await stage.GetAsync("/api/outputs");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
    }
}
