using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview.Live.Adaptation;
using Xunit;

namespace P2IKT.Live.Tests.Preview;

/// <summary>Size and quality of the pictures that the page is sent, by its window and its link.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed partial class PictureSizePageTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private static readonly FrameSize Hd = new(1280, 720);

    [Fact]
    public async Task SmallWindow_GetsSmallerPictures_AndGrowingItGetsLargerOnes()
    {
        await using var stage = await PreviewStage.StartAsync(size: Hd);
        stage.Publish(0);
        await using var page = await LivePage.OpenAsync(browser, stage.Url, Window(420, 500, 1));
        await page.ShowsAsync(0);
        stage.Publish(1);
        await page.ShowsAsync(1);
        await PictureFillsTheWindowAsync(page, 1);

        await page.Page.SetViewportSizeAsync(800, 600); // the picture stands: it comes again
        await PictureFillsTheWindowAsync(page, 1);

        await page.Page.SetViewportSizeAsync(1500, 1000);
        await PictureFillsTheWindowAsync(page, 1);
        await page.GreyBecomesAsync(0.75, 0.3, 200);
    }

    [Fact]
    public async Task DenseScreen_GetsItsDevicePixels()
    {
        await using var stage = await PreviewStage.StartAsync(size: Hd);
        stage.Publish(0);
        await using var page = await LivePage.OpenAsync(browser, stage.Url, Window(420, 500, 2));
        await page.ShowsAsync(0);
        stage.Publish(1);
        await PictureFillsTheWindowAsync(page, 2);
        await page.PointAsync(0.75, 0.6);
        await Assertions.Expect(page.Page.Locator("#readout")).ToHaveTextAsync("12.0 px"); // in pixels of the source, whatever is sent
    }

    [Theory]
    [InlineData("loupe: true")]
    [InlineData("histogram: true")]
    [InlineData("falseColour: true")]
    public async Task WhatNeedsEachPixel_GetsTheFullSizeInASmallWindow(string setting)
    {
        await using var stage = await PreviewStage.StartAsync(size: Hd);
        stage.Publish(0);
        await using var page = await LivePage.OpenAsync(
            browser, stage.Url, Window(420, 500, 1),
            $"if (!localStorage.length) localStorage.setItem('p2ikt-live.view.1', JSON.stringify({{ {setting} }}))");
        await page.ShowsAsync(0);
        stage.Publish(1);
        await page.ShowsAsync(1);
        await Poll.UntilAsync(async () => (await PictureAsync(page)).Size == Hd, "the picture has the full size"); // the tool tip follows it
    }

    [Fact]
    public async Task SlowLink_GetsPicturesThatItCarries_AndAStillSceneHasFullQualityAgain()
    {
        const int BytesPerSecond = 300_000;
        await using var stage = await PreviewStage.StartAsync(size: Hd);
        stage.Publish(0);
        await using var page = await LivePage.OpenAsync(browser, stage.Url, Window(1400, 900, 1));
        await page.ShowsAsync(0);
        var network = await page.Page.Context.NewCDPSessionAsync(page.Page);
        await network.SendAsync("Network.enable");
        await network.SendAsync("Network.emulateNetworkConditions", new()
        {
            ["offline"] = false, ["latency"] = 40, ["downloadThroughput"] = BytesPerSecond, ["uploadThroughput"] = BytesPerSecond,
        });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var publishing = PublishAsync(stage, stop.Token);

        try
        {
            // The transfer of a moving picture takes a quarter of a second at most, whatever the machine adds to it.
            var fullBytes = 0;
            await Poll.UntilAsync(
                async () => (fullBytes = (await stage.Client.GetByteArrayAsync(new Uri(stage.Url, "/snapshot.jpg"), stop.Token)).Length)
                    > 0.5 * BytesPerSecond,
                "the noise is published");
            await Poll.UntilAsync(
                async () => BytesOf(await PictureAsync(page), fullBytes) is > 0 and < 0.25 * BytesPerSecond, "pictures fit the link");
            // What is drawn from the packed maps is where it is with whole pictures.
            await Poll.UntilAsync(
                async () => (await page.GreenColumnsAsync(0.7)).Any(static column => Math.Abs(column - (1.5 / 16)) < 0.012), "the outline is there");

            stage.StillShare = 1;
            await Poll.UntilAsync(
                async () => BytesOf(await PictureAsync(page), fullBytes) > 0.3 * BytesPerSecond, "the still scene has a better picture");
            stage.StillShare = 0;
            await Poll.UntilAsync(
                async () => BytesOf(await PictureAsync(page), fullBytes) < 0.25 * BytesPerSecond, "the moving one fits again");
        }
        finally
        {
            await stop.CancelAsync();
            await publishing;
        }
        await Poll.UntilAsync(async () => await PictureAsync(page) == (Hd, 85), "the standing one has full size and quality");
    }

    private static BrowserNewContextOptions Window(int width, int height, int ratio) =>
        new() { ViewportSize = new() { Width = width, Height = height }, DeviceScaleFactor = ratio };

    // Noise, which moves and costs many bytes.
    private static Task PublishAsync(PreviewStage stage, CancellationToken stop) => Task.Run(
        async () =>
        {
            var noise = new byte[(3 * Hd.Width * Hd.Height) + 4096];
            var random = new Random(1);
            random.NextBytes(noise);
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(33));
            for (var sequence = 1; !stop.IsCancellationRequested; sequence++)
            {
                var offset = random.Next(4096);
                stage.Publish(sequence, paint: pixels =>
                {
                    for (var i = 0; i < pixels.Length; i++)
                        pixels[i] = (byte)(60 + (noise[i + offset] >> 3));
                });
                try
                {
                    await timer.WaitForNextTickAsync(stop);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        },
        CancellationToken.None);

    private static async Task PictureFillsTheWindowAsync(LivePage page, int ratio)
    {
        var box = (await page.Page.Locator("#frame-box").BoundingBoxAsync())!;
        var view = new ViewerView(ratio * box.Width, ratio * box.Height, SourcePixels: false);
        var wanted = new PictureForm(PictureForm.ScaleFor(Hd, view), 85).SizeOf(Hd);
        await Poll.UntilAsync(
            async () => (await PictureAsync(page)).Size == wanted, $"the picture has {wanted} for {box.Width} x {box.Height}");
    }

    private static async Task<(FrameSize Size, int Quality)> PictureAsync(LivePage page)
    {
        var title = await page.Page.Locator("#m-latency").GetAttributeAsync("title") ?? "";
        var match = PictureText().Match(title);
        return match.Success ? (new FrameSize(Number(1), Number(2)), Number(3)) : default;

        int Number(int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
    }

    // About what the picture has, by the cost of its form; 0 before the first.
    private static double BytesOf((FrameSize Size, int Quality) picture, int fullBytes)
    {
        foreach (var eighths in PictureForm.Scales)
        {
            if (new PictureForm(eighths, 1).SizeOf(Hd) == picture.Size)
                return fullBytes * new PictureForm(eighths, picture.Quality).Cost / new PictureForm(PictureForm.Whole, 85).Cost;
        }
        return 0;
    }

    [GeneratedRegex(@"(\d+) × (\d+), quality (\d+)")]
    private static partial Regex PictureText();
}
