using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Xunit;

namespace P2IKT.Live.Tests.Preview.Server;

[Trait(TestKind.Name, TestKind.Component)]
public sealed class RequestGuardTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Paths => ["/", "/obs", "/js/main.js", "/api/status", "/snapshot.jpg", "/stream.mjpg", "/live", "/openapi/v1.json", "/nowhere"];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Request_WithAForeignHost_IsForbidden(string path)
    {
        await using var stage = await PreviewStage.StartAsync();
        foreach (var host in new[] { "evil.example", $"evil.example:{stage.Url.Port}", "127.0.0.1", $"127.0.0.1:{stage.Url.Port + 1}", $"127.0.0.1.evil.example:{stage.Url.Port}" })
            await AssertForbiddenAsync(await stage.GetAsync(path, ("Host", host)));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Request_WithAForeignOrigin_IsForbidden(string path)
    {
        await using var stage = await PreviewStage.StartAsync();
        foreach (var origin in new[] { "http://evil.example", "null", $"https://{stage.Url.Authority}", $"http://localhost:{stage.Url.Port}", $"http://127.0.0.1:{stage.Url.Port + 1}" })
            await AssertForbiddenAsync(await stage.GetAsync(path, ("Origin", origin)));
    }

    [Theory]
    [InlineData("cross-site", "no-cors", "image")]
    [InlineData("same-site", "cors", "empty")]
    [InlineData("cross-site", "navigate", "iframe")]
    public async Task Request_EmbeddedElsewhere_IsForbidden(string site, string mode, string destination)
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Publish(0);
        await AssertForbiddenAsync(await stage.GetAsync(
            "/snapshot.jpg", ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", destination)));
    }

    [Fact]
    public async Task Request_FollowingALink_IsServed()
    {
        await using var stage = await PreviewStage.StartAsync();
        using var page = await stage.GetAsync("/", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::1]")]
    [InlineData("LOCALHOST")]
    public async Task Request_ByALoopbackName_IsServed(string name)
    {
        await using var stage = await PreviewStage.StartAsync();
        var host = $"{name}:{stage.Url.Port}";
        using var page = await stage.GetAsync("/api/status", ("Host", host), ("Origin", $"http://{host}"), ("Sec-Fetch-Site", "same-origin"));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task Socket_FromAForeignOrigin_IsRefused()
    {
        await using var stage = await PreviewStage.StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", "http://evil.example");

        var refused = await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(stage.SocketUrl, TestContext.Current.CancellationToken));

        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>What is refused must not stay connected: a page elsewhere could take every connection there is.</summary>
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n")]
    [InlineData("GET /live HTTP/1.1\r\nHost: HERE\r\nOrigin: http://evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")]
    [InlineData("GET /snapshot.jpg HTTP/1.1\r\nHost: HERE\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\n\r\n")]
    [InlineData("POST /api/recording/start HTTP/1.1\r\nHost: HERE\r\nOrigin: null\r\nContent-Length: 60000\r\n\r\n")] // and its body never comes
    public async Task Request_ThatIsRefused_EndsItsConnection(string request)
    {
        await using var stage = await PreviewStage.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(stage.Url.Host, stage.Url.Port, Stop);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request.Replace("HERE", stage.Url.Authority, StringComparison.Ordinal)), Stop);
        var answer = await ToTheEndAsync(client.GetStream());

        Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);
        Assert.Contains("Connection: close", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Answer_OfAnyKind_CarriesTheProtectiveHeaders()
    {
        await using var stage = await PreviewStage.StartAsync();
        using var answer = await stage.GetAsync("/api/status");

        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy")));
        Assert.Contains("default-src 'none'; script-src 'self'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.False(answer.Headers.Contains("Server"));
    }

    private static async Task<string> ToTheEndAsync(NetworkStream connection)
    {
        using var answer = new MemoryStream();
        try
        {
            await connection.CopyToAsync(answer, Stop).WaitAsync(TimeSpan.FromSeconds(60), Stop);
        }
        catch (IOException)
        {
            // Reset: for the server the request was not over.
        }
        return Encoding.ASCII.GetString(answer.ToArray());
    }

    private static async Task AssertForbiddenAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.StartsWith("The live view ", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }
}
