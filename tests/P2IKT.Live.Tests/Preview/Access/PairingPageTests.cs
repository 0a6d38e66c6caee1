using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Access;
using P2IKT.Live.Tests.Preview.Focus;

namespace P2IKT.Live.Tests.Preview.Access;

/// <summary>Pairing, roles and attacks in a real browser.</summary>
[Trait(TestKind.Name, TestKind.Browser)]
public sealed class PairingPageTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private static readonly BrowserNewContextOptions Tablet = new()
    {
        IgnoreHTTPSErrors = true, // as the user who goes on past the warning
        ViewportSize = new() { Width = 1000, Height = 700 },
    };

    [Fact]
    public async Task PairingLink_ShowsThePicture_AtACleanAddress_AlsoAfterAReload()
    {
        await using var access = await AccessStage.StartAsync();
        access.Stage.Publish(0);
        await using var page = await LivePage.OpenAsync(browser, access.Watch, Tablet);
        await page.ShowsAsync(0);
        Assert.Equal(access.Secure.ToString(), page.Page.Url);
        Assert.Equal("", await page.Page.EvaluateAsync<string>("document.cookie")); // out of reach of scripts

        await page.Page.ReloadAsync();
        await page.ShowsAsync(0);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/screen")]
    [InlineData("/pair?token=AAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Device_ThatIsNotPaired_SeesHowTo_AndNoPicture(string path)
    {
        await using var access = await AccessStage.StartAsync();
        access.Stage.Publish(0);
        await using var page = await LivePage.OpenAsync(browser, new Uri(access.Secure, path), Tablet);
        page.MayReportErrors = true; // the page asks whether it is paired, and is refused
        await Assertions.Expect(page.Page.Locator("h1")).ToHaveTextAsync("This device is not paired");
        Assert.Equal(0, await page.Page.Locator("canvas, img").CountAsync());
    }

    [Fact]
    public async Task PairedDevice_ThatFollowsALinkOnAnotherSite_SeesThePicture()
    {
        await using var access = await AccessStage.StartAsync();
        access.Stage.Publish(0);
        await using var page = await LivePage.OpenAsync(browser, access.Watch, Tablet);
        page.MayReportErrors = true; // at first the browser sends no cookie along
        await page.ShowsAsync(0);
        await page.Page.Context.RouteAsync("http://mail.example/**", route => route.FulfillAsync(new()
        {
            ContentType = "text/html", Body = $"<a href=\"{access.Secure}\">the shoot</a>",
        }));
        await page.Page.GotoAsync("http://mail.example/");
        await page.Page.ClickAsync("a");
        await page.ShowsAsync(0);
    }

    [Fact]
    public async Task Watching_ThePageOffersNoControls_AndScriptsGetNone()
    {
        var camera = new CameraStub();
        await using var access = await AccessStage.StartAsync(new PreviewOptions { Camera = camera });
        access.Stage.Publish(0);
        ShowCamera(access);
        await using var page = await LivePage.OpenAsync(browser, access.Watch, Tablet);
        page.MayReportErrors = true; // refused requests are listed as errors
        await page.ShowsAsync(0);
        await Assertions.Expect(page.Page.Locator("html")).ToHaveAttributeAsync("data-role", "watch");
        await page.BecomesAsync("!document.getElementById('camera').hidden"); // the page knows of a camera, and offers none
        await Assertions.Expect(page.Page.Locator("#camera")).ToBeHiddenAsync();
        await Assertions.Expect(page.Page.Locator("#screens-open")).ToBeHiddenAsync();
        Assert.Equal(403,
            await page.Page.EvaluateAsync<int>("fetch('/api/camera/release', { method: 'POST' }).then((answer) => answer.status)"));
        Assert.Equal(403, await page.Page.EvaluateAsync<int>("fetch('/api/access/links').then((answer) => answer.status)"));
        Assert.Equal(0, camera.Shots);
    }

    [Fact]
    public async Task Controlling_ThePageReleases()
    {
        var camera = new CameraStub();
        await using var access = await AccessStage.StartAsync(new PreviewOptions { Camera = camera });
        access.Stage.Publish(0);
        ShowCamera(access);
        await using var page = await LivePage.OpenAsync(browser, access.Control, Tablet);
        await page.ShowsAsync(0);
        await page.Page.Locator("#camera-release").ClickAsync();
        await Poll.UntilAsync(() => camera.Shots == 1, "the camera had released");
    }

    [Fact]
    public async Task OtherScreens_ShowsTheCodesAndTheViewers()
    {
        await using var access = await AccessStage.StartAsync();
        access.Stage.Publish(0);
        await using var client = await LivePage.OpenAsync(browser, new Uri(access.Watch + "&to=/screen"), Tablet);
        await client.ShowsAsync(0);
        await using var page = await LivePage.OpenAsync(browser, access.Control, Tablet);
        await page.ShowsAsync(0);
        await page.Page.ClickAsync("#screens-open");

        await Assertions.Expect(page.Page.Locator("#viewers tr")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Page.Locator("#viewers tr").First).ToContainTextAsync("127.0.0.1watchscreen");
        await Assertions.Expect(page.Page.Locator("#viewers tr").Last).ToContainTextAsync("127.0.0.1controllive view");
        await Assertions.Expect(page.Page.Locator("#screens-links img")).ToHaveCountAsync(2);
        Assert.Equal(access.Watch.ToString(), await page.Page.Locator("#screens-links a").First.GetAttributeAsync("href"));
        var code = await page.Page.Locator("#screens-links img").First.ScreenshotAsync();
        using var picture = OpenCvSharp.Cv2.ImDecode(code, OpenCvSharp.ImreadModes.Color);
        using var reader = new OpenCvSharp.QRCodeDetector();
        Assert.Equal(access.Watch.ToString(), reader.DetectAndDecode(picture, out _));

        await page.PressAsync("r"); // a key behind the dialog does nothing
        await page.PressAsync("Escape");
        await Assertions.Expect(page.Page.Locator("#screens-links img")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task ForeignPage_WithAPairedBrowser_CanNeitherWatchNorAct()
    {
        var rung = 0;
        var options = new PreviewOptions
        {
            Extend = endpoints => endpoints.MapMethods("/api/bell", ["GET", "POST"], () => Interlocked.Increment(ref rung))
                .RequireRole(AccessRole.Watch),
        };
        await using var access = await AccessStage.StartAsync(options);
        access.Stage.Publish(0);
        await using var page = await LivePage.OpenAsync(browser, access.Control, Tablet);
        page.MayReportErrors = true; // what it may not do is listed
        await page.ShowsAsync(0);
        await AttackAsync(page, access.Secure);
        Assert.Equal(0, rung);
    }

    /// <summary>On loopback nothing is asked for, so nothing but these checks protects it.</summary>
    [Fact]
    public async Task ForeignPage_OnTheMachineItself_CanNeitherWatchNorAct()
    {
        var rung = 0;
        await using var stage = await PreviewStage.StartAsync(new PreviewOptions
        {
            Port = 0,
            Extend = endpoints => endpoints.MapMethods("/api/bell", ["GET", "POST"], () => Interlocked.Increment(ref rung)),
        });
        stage.Publish(0);
        await using var page = await LivePage.OpenAsync(browser, stage.Url);
        page.MayReportErrors = true;
        await page.ShowsAsync(0);
        await AttackAsync(page, stage.Url);
        Assert.Equal(0, rung);
    }

    /// <summary>evil.example leads to this machine here: its page is then of the same origin as what it attacks.</summary>
    [Fact]
    public async Task ReboundName_IsServedNothing()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Publish(0);
        var rebound = new UriBuilder(stage.Url) { Host = "evil.example" }.Uri;
        await using var page = await LivePage.OpenAsync(browser, stage.Url);
        page.MayReportErrors = true;
        await page.ShowsAsync(0);
        var answer = await page.Page.GotoAsync(rebound.ToString());
        Assert.Equal(403, answer!.Status);
        Assert.StartsWith("The live view answers only to its own address", await page.Page.InnerTextAsync("body"),
            StringComparison.Ordinal);
        foreach (var path in new[] { "/api/status", "/snapshot.jpg", "/live", "/js/main.js" })
            Assert.Equal(403, await page.Page.EvaluateAsync<int>("(path) => fetch(path).then((answer) => answer.status)", path));
    }

    private static void ShowCamera(AccessStage access) => access.Stage.Status = access.Stage.Status with
    {
        Source = access.Stage.Status.Source with { Capabilities = ["camera"] },
    };

    // The attacker's server is on this machine, too: otherwise the browser itself would keep it off, and nothing of ours were tested.
    private static async Task AttackAsync(LivePage page, Uri target)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using var evil = builder.Build();
        evil.Run(static context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<p>Free presets</p>");
        });
        await evil.StartAsync(TestContext.Current.CancellationToken);
        await page.Page.GotoAsync(new UriBuilder(evil.Urls.Single()) { Host = "evil.example" }.Uri.ToString());
        var outcome = await page.Page.EvaluateAsync<string[]>(
            """
            async (target) => {
              const outcome = [];
              const read = (answer) => answer.type === "opaque" ? "opaque" : `read ${answer.status}`;
              for (const options of [{}, { mode: "no-cors" }, { method: "POST" }, { method: "POST", mode: "no-cors", body: "{}" }])
                outcome.push(await fetch(`${target}api/bell`, { credentials: "include", ...options }).then(read, () => "refused"));
              outcome.push(await new Promise((resolve) => {
                const socket = new WebSocket(`${target.replace("http", "ws")}live`);
                socket.onopen = () => resolve("open");
                socket.onerror = () => resolve("refused");
              }));
              for (const path of ["snapshot.jpg", "stream.mjpg"])
                outcome.push(await new Promise((resolve) => {
                  const image = Object.assign(new Image(), { src: target + path });
                  image.onload = () => resolve("shown");
                  image.onerror = () => resolve("refused");
                }));
              outcome.push(await new Promise((resolve) => {
                const form = Object.assign(document.createElement("form"), { action: `${target}api/bell`, method: "post",
                    target: "inner" });
                const frame = Object.assign(document.createElement("iframe"), { name: "inner" });
                document.body.append(frame, form);
                frame.onload = () => resolve("sent");
                form.submit();
              }));
              return outcome;
            }
            """, target.ToString());
        Assert.Equal(["refused", "opaque", "refused", "opaque", "refused", "refused", "refused", "sent"], outcome.Select(static one =>
            one == "read 403" ? "refused" : one));
    }
}
