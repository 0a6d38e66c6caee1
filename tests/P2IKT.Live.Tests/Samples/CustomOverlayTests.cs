using CustomOverlay;
using Microsoft.Playwright;
using OpenCvSharp;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Overlays;
using P2IKT.Live.Tests.Preview;

namespace P2IKT.Live.Tests.Samples;

/// <summary>The overlay of samples/CustomOverlay: its script in a real browser, its class in a snapshot.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class CustomOverlayTests(BrowserFixture browser) : IClassFixture<BrowserFixture>, IDisposable
{
    private const double Striped = 200 + (0.7 * 55); // of a picture of grey 200
    private readonly string _folder = Directory.CreateTempSubdirectory("p2ikt-overlays-").FullName;

    private static string SampleFolder => Path.Combine(AppContext.BaseDirectory, "overlays");

    [Fact]
    public async Task Script_InTheHostsFolder_IsOfferedAndDrawn()
    {
        await using var stage = await PreviewStage.StartAsync(Options(SampleFolder));
        stage.Publish(0);
        await using var page = await LivePage.OpenAsync(browser, stage.Url);
        await page.ShowsAsync(0);
        await Assertions.Expect(page.Page.Locator("#zebra")).ToHaveTextAsync("Zebra");
        await Assertions.Expect(page.Page.Locator("#keys")).ToContainTextAsync("Zebra stripes over what is in focus");
        await page.PressAsync("o"); // the outline runs through the stripes
        await page.PressAsync("1");
        await page.GreyBecomesAsync(At(2, 320), At(113, 200), 200);

        await page.PressAsync("z");

        await page.GreyBecomesAsync(At(2, 320), At(113, 200), Striped); // 2 + 113 is 3 in its period of 16
        await page.GreyBecomesAsync(At(10, 320), At(113, 200), 200); // between two stripes
        await page.GreyBecomesAsync(At(162, 320), At(113, 200), 200); // out of focus
        await Assertions.Expect(page.Page.Locator("#zebra-value")).ToHaveTextAsync("≤ 1.5 px");
        await Assertions.Expect(page.Page.Locator("#legend")).ToBeVisibleAsync();
        await Assertions.Expect(page.Page.Locator("#snapshot"))
            .ToHaveAttributeAsync("href", "/snapshot.jpg?what=overlay&overlay=zebra");
    }

    [Fact]
    public async Task Class_InTheTable_IsDrawnInSnapshots()
    {
        await using var stage = await PreviewStage.StartAsync(Options());
        stage.Publish(0);
        using var answer = await stage.GetAsync("/snapshot.jpg?what=overlay&overlay=zebra");
        using var picture = Cv2.ImDecode(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), ImreadModes.Color);
        Assert.Equal(Striped, picture.At<Vec3b>(113, 2).Item0, 8.0);
        Assert.Equal(200.0, picture.At<Vec3b>(113, 10).Item0, 8.0);
        Assert.Equal(200.0, picture.At<Vec3b>(113, 162).Item0, 2.0);
    }

    [Fact]
    public async Task Script_ThatIsBroken_IsLeftOut()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "a.js"), "export default {", TestContext.Current.CancellationToken);
        const string Shader = "vec3 b(vec3 colour, float radius) { return nothing; }";
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "b.js"), $"export default {{ name: 'b', label: 'B', title: 'B', shader: '{Shader}' }};",
            TestContext.Current.CancellationToken);
        await using var stage = await PreviewStage.StartAsync(Options(_folder, SampleFolder));
        stage.Publish(0);
        await using var page = await LivePage.OpenAsync(browser, stage.Url);
        page.MayReportErrors = true;
        await page.ShowsAsync(0);
        await page.PressAsync("o");
        await page.PressAsync("1");
        await page.PressAsync("z");
        await page.GreyBecomesAsync(At(2, 320), At(113, 200), Striped);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static PreviewOptions Options(params string[] folders) =>
        new() { Port = 0, OverlayFolders = folders, Overlays = [.. FrameOverlays.BuiltIn, ZebraOverlay.Description] };

    private static double At(int pixel, int pixels) => (pixel + 0.5) / pixels;
}
