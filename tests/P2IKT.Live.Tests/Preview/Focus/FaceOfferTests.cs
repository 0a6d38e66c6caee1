using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
using P2IKT.Live.Focus;
using P2IKT.Live.Preview;

namespace P2IKT.Live.Tests.Preview.Focus;

/// <summary>Faces and eyes that are offered as focus points: over REST, and on the page.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class FaceOfferTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private readonly FocusAssist _focus = new();

    [Fact]
    public async Task Faces_AreThoseOfTheNewestPicture_ButNotSearchedTooOften()
    {
        var time = new FakeTimeProvider();
        await using var stage = await PreviewStage.StartAsync(new PreviewOptions { Port = 0, Focus = _focus, Time = time });
        stage.Publish(0);
        Assert.Equal((0, 0), await FacesAsync(stage));
        PublishFace(stage, 1);
        Assert.Equal((0, 0), await FacesAsync(stage)); // the answer of just now
        time.Advance(TimeSpan.FromSeconds(0.4));
        Assert.Equal((1, 1), await FacesAsync(stage));
    }

    [Fact]
    public async Task Faces_BeforeTheFirstPicture_AreNotAvailable()
    {
        await using var stage = await PreviewStage.StartAsync(new PreviewOptions { Port = 0, Focus = _focus });
        using var answer = await stage.GetAsync("/api/focus/faces");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("no picture yet", await PreviewStage.DetailAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEye_ThatIsClicked_BecomesAPoint()
    {
        await using var page = await FocusPage.OpenAsync(browser, _focus);
        FocusFields.Observe(_focus, 1, 4);
        PublishFace(page.Stage, 1);
        await page.Live.ShowsAsync(1);
        await Assertions.Expect(page[".focus-offer"]).ToHaveCountAsync(0);

        await page.Live.PressAsync("e");
        await Assertions.Expect(page[".focus-offer"]).ToHaveCountAsync(2);
        await Assertions.Expect(page["#focus-faces-first"]).ToHaveAttributeAsync("aria-pressed", "true");
        await page[".focus-offer"].First.ClickAsync();
        await Poll.UntilAsync(() => _focus.Points.Count == 1, "the point is placed");
        Assert.Equal("Eye", _focus.Points[0].Name);
        Assert.Equal(0.5 - (0.28 * (200 * 2 / 3) / 2 / 320), _focus.Points[0].X, 0.02);
        await Assertions.Expect(page[".focus-offer"]).ToHaveCountAsync(1); // this eye has its point

        await page.Live.PressAsync("e");
        await Assertions.Expect(page[".focus-offer"]).ToHaveCountAsync(0);
    }

    private static void PublishFace(PreviewStage stage, long sequence) =>
        stage.Publish(sequence, paint: draft => DrawnFace.Paint(draft, stage.Size.Width, stage.Size.Height));

    private static async Task<(long Sequence, int Count)> FacesAsync(PreviewStage stage)
    {
        using var faces = JsonDocument.Parse(await stage.Client.GetStringAsync(new Uri(stage.Url, "/api/focus/faces"), TestContext.Current.CancellationToken));
        return (faces.RootElement.GetProperty("sequence").GetInt64(), faces.RootElement.GetProperty("faces").GetArrayLength());
    }
}
