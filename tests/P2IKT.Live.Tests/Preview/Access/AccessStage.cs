using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Access;

namespace P2IKT.Live.Tests.Preview.Access;

/// <summary>
/// A preview that lets nobody in without a token, this machine included: on loopback, a test is another machine. Its tokens and
/// certificates are in a folder that goes with it.
/// </summary>
internal sealed class AccessStage : IAsyncDisposable
{
#pragma warning disable CA5359 // as a user who goes on past the warning of the browser
    private readonly SocketsHttpHandler _handler = new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
    };
#pragma warning restore CA5359

    private AccessStage(string folder, PreviewStage stage)
    {
        (Folder, Stage) = (folder, stage);
        Client = new HttpClient(_handler) { BaseAddress = Secure };
        Watch = stage.Preview.PairingLinks[0].Url;
        Control = stage.Preview.PairingLinks[1].Url;
    }

    public static AccessOptions Closed { get; } = new() { OpenOnLoopback = false };

    public string Folder { get; }

    public PreviewStage Stage { get; }

    public HttpClient Client { get; }

    /// <summary>The address over TLS.</summary>
    public Uri Secure => new UriBuilder(Stage.Url) { Scheme = "https" }.Uri;

    /// <summary>The pairing link that watches.</summary>
    public Uri Watch { get; }

    /// <summary>The pairing link that controls.</summary>
    public Uri Control { get; }

    public string CookieName => $"__Host-p2ikt-{Stage.Url.Port}";

    public static async Task<AccessStage> StartAsync(PreviewOptions? options = null, string? folder = null)
    {
        folder ??= Directory.CreateTempSubdirectory("p2ikt-access-").FullName;
        options ??= new PreviewOptions();
        return new(folder, await PreviewStage.StartAsync(options with { Port = 0,
            Access = (options.Access ?? Closed) with { Folder = folder } }));
    }

    public static string TokenOf(Uri link) => link.Query["?token=".Length..];

    /// <summary>Sends a request over TLS.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? bearer = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(string path, string? bearer = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, bearer, headers);

    public async Task<HttpStatusCode> StatusAsync(string path, string? bearer = null, params (string Name, string Value)[] headers)
    {
        using var answer = await GetAsync(path, bearer, headers);
        return answer.StatusCode;
    }

    /// <summary>Stops the preview; the folder stays, for another one.</summary>
    public async Task StopAsync()
    {
        Client.Dispose();
        _handler.Dispose();
        await Stage.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
