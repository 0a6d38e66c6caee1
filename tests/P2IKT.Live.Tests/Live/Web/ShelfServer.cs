using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using P2IKT.Live.Tests.Preview;

namespace P2IKT.Live.Tests.Live.Web;

/// <summary>The preview in front of a <see cref="ClipShelf"/>.</summary>
internal sealed class ShelfServer(PreviewStage stage) : IAsyncDisposable
{
    public PreviewStage Stage => stage;

    public Uri Url => stage.Url;

    /// <summary>The clips as <c>GET /api/clips</c> lists them.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListAsync()
    {
        using var list = JsonDocument.Parse(await stage.Client.GetStringAsync(new Uri(Url, "/api/clips"), TestContext.Current.CancellationToken));
        return [.. list.RootElement.Clone().GetProperty("clips").EnumerateArray()];
    }

    /// <summary>The status line that answers a path sent as it stands: HTTP clients tidy paths up before they send them.</summary>
    public async Task<string> StatusOfAsync(string path)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Url.Host, Url.Port, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"GET {path} HTTP/1.1\r\nHost: {Url.Authority}\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
    }

    public ValueTask DisposeAsync() => stage.DisposeAsync();
}
