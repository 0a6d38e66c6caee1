using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Access;
using P2IKT.Live.Preview.Certificates;
using P2IKT.Live.Tests.Preview.Focus;

namespace P2IKT.Live.Tests.Preview.Access;

/// <summary>Who is let in, over a real connection.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class AccessGateTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/screen")]
    [InlineData("GET", "/clips")]
    [InlineData("GET", "/api/status")]
    [InlineData("GET", "/api/access")]
    [InlineData("GET", "/api/access/links")]
    [InlineData("GET", "/api/access/links/control.svg")]
    [InlineData("GET", "/api/viewers")]
    [InlineData("GET", "/snapshot.jpg")]
    [InlineData("GET", "/stream.mjpg")]
    [InlineData("GET", "/openapi/v1.json")]
    [InlineData("GET", "/nowhere")]
    [InlineData("POST", "/api/camera/release")]
    [InlineData("DELETE", "/api/status")]
    public async Task Request_WithoutAToken_IsRefused(string method, string path)
    {
        var camera = new CameraStub();
        await using var access = await AccessStage.StartAsync(new PreviewOptions { Camera = camera });
        access.Stage.Publish(0);
        using var answer = await access.SendAsync(new HttpMethod(method), path);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
        Assert.Contains("needs a token", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal(0, camera.Shots);
    }

    [Fact]
    public async Task Browser_WithoutAToken_IsLedToThePageThatExplainsPairing()
    {
        await using var access = await AccessStage.StartAsync();
        using var answer = await access.GetAsync("/", null, ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Site", "none"));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("/unpaired", answer.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.OK, await access.StatusAsync("/unpaired"));
    }

    [Fact]
    public async Task Socket_WithoutAToken_IsRefused_WithOneItIsServed()
    {
        await using var access = await AccessStage.StartAsync();
        access.Stage.Publish(0);
        using (var unknown = new ClientWebSocket())
        {
            var refused = await Assert.ThrowsAsync<WebSocketException>(() => unknown.ConnectAsync(access.Stage.SocketUrl, Stop));
            Assert.Contains("401", refused.Message, StringComparison.Ordinal);
        }
        using var known = new ClientWebSocket();
        known.Options.SetRequestHeader("Authorization", "Bearer " + AccessStage.TokenOf(access.Watch));
        await known.ConnectAsync(access.Stage.SocketUrl, Stop);
        Assert.Equal(WebSocketMessageType.Binary, (await known.ReceiveAsync(new byte[1 << 20], Stop)).MessageType);
    }

    [Fact]
    public async Task Watching_SeesEverything_AndChangesNothing()
    {
        var camera = new CameraStub();
        await using var access = await AccessStage.StartAsync(new PreviewOptions { Camera = camera });
        access.Stage.Publish(0);
        var token = AccessStage.TokenOf(access.Watch);

        foreach (var path in new[] { "/", "/screen", "/api/status", "/api/camera", "/snapshot.jpg" })
            Assert.Equal(HttpStatusCode.OK, await access.StatusAsync(path, token));
        foreach (var path in new[] { "/api/access/links", "/api/access/links/control.svg", "/api/viewers" })
            Assert.Equal(HttpStatusCode.Forbidden, await access.StatusAsync(path, token));
        using var released = await access.SendAsync(HttpMethod.Post, "/api/camera/release", token);

        Assert.Equal(HttpStatusCode.Forbidden, released.StatusCode);
        Assert.StartsWith("This device only watches", await PreviewStage.DetailAsync(released), StringComparison.Ordinal);
        Assert.Equal(0, camera.Shots);
    }

    [Fact]
    public async Task Control_ByHeader_Releases()
    {
        var camera = new CameraStub();
        await using var access = await AccessStage.StartAsync(new PreviewOptions { Camera = camera });
        using var released = await access.SendAsync(HttpMethod.Post, "/api/camera/release", AccessStage.TokenOf(access.Control));
        Assert.Equal(HttpStatusCode.OK, released.StatusCode);
        Assert.Equal(1, camera.Shots);
    }

    [Fact]
    public async Task PairingLink_SetsACookieThatScriptsAndOtherSitesCannotUse_AndLeadsToACleanAddress()
    {
        await using var access = await AccessStage.StartAsync();
        using var paired = await access.GetAsync(access.Watch.PathAndQuery);
        Assert.Equal(HttpStatusCode.SeeOther, paired.StatusCode);
        Assert.Equal("/", paired.Headers.Location?.ToString());
        var cookie = Assert.Single(paired.Headers.GetValues("Set-Cookie"));
        foreach (var attribute in new[] { "httponly", "samesite=strict", "secure", "path=/" })
            Assert.Contains("; " + attribute, cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain", cookie, StringComparison.OrdinalIgnoreCase);

        using var state = await access.GetAsync("/api/access", null, ("Cookie", cookie.Split(';')[0]));

        using var document = JsonDocument.Parse(await state.Content.ReadAsStringAsync(Stop));
        Assert.Equal("watch", document.RootElement.GetProperty("role").GetString());
    }

    [Theory]
    [InlineData("/screen", "/screen")]
    [InlineData("//evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("/screen?token=x", "/")]
    public async Task PairingLink_LeadsToPagesOfOursOnly(string to, string location)
    {
        await using var access = await AccessStage.StartAsync();
        using var paired = await access.GetAsync($"{access.Watch.PathAndQuery}&to={Uri.EscapeDataString(to)}");
        Assert.Equal(location, paired.Headers.Location?.ToString());
    }

    [Fact]
    public async Task LinkThatWatches_OnADeviceWithControl_DoesNotTakeItAway()
    {
        await using var access = await AccessStage.StartAsync();
        using var paired = await access.GetAsync(access.Watch.PathAndQuery, null, ("Cookie",
            $"{access.CookieName}={AccessStage.TokenOf(access.Control)}"));
        Assert.Equal(HttpStatusCode.SeeOther, paired.StatusCode);
        Assert.False(paired.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task WrongTokens_AreLimited_AndARightOneIsServedAllTheSame()
    {
        await using var access = await AccessStage.StartAsync();
        var (wrong, right) = (new string('A', 22), AccessStage.TokenOf(access.Control));
        for (var i = 0; i < WrongTokenLimit.Most; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, await access.StatusAsync(i % 2 == 0 ? "/api/status" : "/pair?token=" + wrong,
                i % 2 == 0 ? wrong : null));
        using (var limited = await access.GetAsync("/api/status", wrong))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, limited.StatusCode);
            Assert.Equal(WrongTokenLimit.Window, limited.Headers.RetryAfter?.Delta);
        }
        Assert.Equal(HttpStatusCode.TooManyRequests, await access.StatusAsync("/pair?token=" + wrong));
        Assert.Equal(HttpStatusCode.OK, await access.StatusAsync("/api/status", right));
        Assert.Equal(HttpStatusCode.SeeOther, await access.StatusAsync(access.Control.PathAndQuery));
    }

    [Theory]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("RIGHT")]
    public async Task Header_ThatHoldsNoToken_IsRefused_EvenBesideARightCookie(string header)
    {
        await using var access = await AccessStage.StartAsync();
        var right = AccessStage.TokenOf(access.Control);
        Assert.Equal(HttpStatusCode.Unauthorized, await access.StatusAsync(
            "/api/status", null, ("Authorization", header.Replace("RIGHT", right, StringComparison.Ordinal)), ("Cookie",
                $"{access.CookieName}={right}")));
    }

    [Fact]
    public async Task PairedDevice_AfterARestart_IsStillPaired_AfterRenewalItIsNot()
    {
        var first = await AccessStage.StartAsync();
        var token = AccessStage.TokenOf(first.Watch);
        await first.StopAsync();

        var second = await AccessStage.StartAsync(folder: first.Folder);
        Assert.Equal(HttpStatusCode.OK, await second.StatusAsync("/api/status", token));
        await second.StopAsync();

        var renewed = new PreviewOptions { Access = AccessStage.Closed with { RenewTokens = true } };
        await using var third = await AccessStage.StartAsync(renewed, first.Folder);
        using var old = await third.GetAsync("/api/status", null, ("Cookie", $"{third.CookieName}={token}"));
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
        Assert.Contains("expires=Thu, 01 Jan 1970", Assert.Single(old.Headers.GetValues("Set-Cookie")), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.Unauthorized, await third.StatusAsync("/pair?token=" + token));
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task Request_FromElsewhere_IsForbidden_EvenWithARightToken(string header, string value)
    {
        var camera = new CameraStub();
        await using var access = await AccessStage.StartAsync(new PreviewOptions { Camera = camera });
        var token = AccessStage.TokenOf(access.Control);
        using var answer = await access.SendAsync(HttpMethod.Post, "/api/camera/release", token, (header, value), ("Cookie",
            $"{access.CookieName}={token}"));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(0, camera.Shots);
    }

    [Fact]
    public async Task ThisMachine_NeedsNoToken_UnlessItIsClosed()
    {
        await using var access = await AccessStage.StartAsync(new PreviewOptions { Access = new AccessOptions() });
        using var state = await access.Stage.GetAsync("/api/access"); // plain HTTP
        Assert.Contains("\"control\"", await state.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await access.StatusAsync("/api/access")); // and TLS, on the same port
    }

    [Fact]
    public async Task Log_OfTheServer_ContainsNoToken()
    {
        var log = new ListLog();
        await using var access = await AccessStage.StartAsync(new PreviewOptions { Logging = log });
        var tokens = new[] { AccessStage.TokenOf(access.Watch), AccessStage.TokenOf(access.Control), new string('x', 22) };
        foreach (var token in tokens)
        {
            await access.StatusAsync("/pair?token=" + token);
            await access.StatusAsync("/api/status", token);
        }
        await access.StopAsync();
        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines, line => tokens.Any(token => line.Contains(token, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task AnotherMachine_WithoutTls_IsLedToTls_AndGetsTheAuthorityAlone()
    {
        var own = MachineNames.Addresses().FirstOrDefault(static address => !IPAddress.IsLoopback(address)
            && address.AddressFamily == AddressFamily.InterNetwork);
        Assert.SkipWhen(own is null, "This machine has no address but loopback.");
        await using var access = await AccessStage.StartAsync(new PreviewOptions { Address = IPAddress.Any, Access = new AccessOptions() });
        var plain = $"http://{own}:{access.Stage.Url.Port}";

        using (var led = await access.GetAsync(plain + "/api/status?x=1"))
        {
            Assert.Equal(HttpStatusCode.TemporaryRedirect, led.StatusCode);
            Assert.Equal($"https://{own}:{access.Stage.Url.Port}/api/status?x=1", led.Headers.Location?.ToString());
        }
        using (var refused = await access.SendAsync(HttpMethod.Post, plain + "/api/camera/release", AccessStage.TokenOf(access.Control)))
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, await access.StatusAsync(plain + "/ca"));
        Assert.Equal(HttpStatusCode.OK, await access.StatusAsync(plain + "/ca.crt"));
        Assert.Equal(HttpStatusCode.Unauthorized, await access.StatusAsync($"https://{own}:{access.Stage.Url.Port}/api/status"));
        Assert.Equal(HttpStatusCode.OK, await access.StatusAsync($"https://{own}:{access.Stage.Url.Port}/api/status",
            AccessStage.TokenOf(access.Watch)));
        Assert.Equal(HttpStatusCode.Forbidden, await access.StatusAsync(plain + "/ca", null, ("Host",
            $"evil.example:{access.Stage.Url.Port}")));
        Assert.Equal(own.ToString(), access.Watch.Host);
    }

    [Fact]
    public async Task Clients_ThatSendNothing_LockNobodyOut()
    {
        await using var access = await AccessStage.StartAsync(new PreviewOptions { MaxViewers = 1, MaxWaiting = 0 }); // 72 connections
        var silent = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 150; i++)
            {
                silent.Add(new TcpClient());
                await silent[^1].ConnectAsync(access.Stage.Url.Host, access.Stage.Url.Port, Stop);
                if (i % 2 == 0)
                    await silent[^1].GetStream().WriteAsync((byte[])[22, 3, 1], Stop); // the beginning of a handshake that does not go on
            }
            Assert.Equal(HttpStatusCode.OK, await access.StatusAsync("/api/status", AccessStage.TokenOf(access.Watch)));
        }
        finally
        {
            silent.ForEach(static client => client.Dispose());
        }
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: HERE\r\n")] // never ends
    [InlineData("\r\n\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\uffff")]
    [InlineData("POST /api/camera/release HTTP/1.1\r\nHost: HERE\r\nContent-Length: 60000\r\n\r\n{")]
    public async Task Connection_WithAHostileBeginning_DoesNotDisturbOthers(string bytes)
    {
        await using var access = await AccessStage.StartAsync();
        using var hostile = new TcpClient();
        await hostile.ConnectAsync(access.Stage.Url.Host, access.Stage.Url.Port, Stop);
        await hostile.GetStream().WriteAsync(Encoding.Latin1.GetBytes(bytes.Replace("HERE", access.Stage.Url.Authority,
            StringComparison.Ordinal)), Stop);
        Assert.Equal(HttpStatusCode.OK, await access.StatusAsync("/api/status", AccessStage.TokenOf(access.Watch)));
    }

    private sealed class ListLog : ILoggerFactory, ILogger
    {
        private readonly Lock _gate = new();
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_gate)
                    return [.. _lines];
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Add(state.ToString());
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
            string> formatter) =>
            Add(formatter(state, exception));

        public void Dispose()
        {
            // Nothing is held.
        }

        private void Add(string? line)
        {
            lock (_gate)
                _lines.Add(line ?? "");
        }
    }
}
