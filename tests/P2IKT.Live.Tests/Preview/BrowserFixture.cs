using Microsoft.Playwright;
using Xunit;

namespace P2IKT.Live.Tests.Preview;

/// <summary>
/// One headless Chromium for a test class. P2IKT_CHROMIUM names another than the system's; without any, its tests are skipped.
/// Browsers are never downloaded.
/// </summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] UsualPlaces =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

    // SwiftShader: WebGL2 in software, so that the tests need no GPU. Names of another site lead to this machine, as an attacker has them
    // do.
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--no-first-run",
        "--disable-background-networking", "--host-resolver-rules=MAP *.example 127.0.0.1", "--disable-component-update", "--disable-sync",
    ];

    /// <summary>What a page may take for whatever is waited for: it bounds a failure, and a busy machine is not one.</summary>
    public const int TimeoutMs = 90_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>The browser; skips the test when there is none.</summary>
    public IBrowser Browser
    {
        get
        {
            Assert.SkipWhen(_browser is null, "There is no Chromium: install it (apt-get install chromium) or name one in P2IKT_CHROMIUM.");
            return _browser;
        }
    }

    public async ValueTask InitializeAsync()
    {
        var path = Environment.GetEnvironmentVariable("P2IKT_CHROMIUM") ?? UsualPlaces.FirstOrDefault(File.Exists);
        if (!File.Exists(path))
            return;
        const string OwnNode = "/usr/bin/node";
        if (Environment.GetEnvironmentVariable("PLAYWRIGHT_NODEJS_PATH") is null && File.Exists(OwnNode))
            Environment.SetEnvironmentVariable("PLAYWRIGHT_NODEJS_PATH", OwnNode); // the bundled one may lack its executable bit
        Assertions.SetDefaultExpectTimeout(TimeoutMs); // five seconds otherwise
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Headless = true, Args = Flags, Timeout = TimeoutMs });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
    }
}
