using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using P2IKT.Live.Preview;

namespace P2IKT.Live.Tests.Preview;

/// <summary>Endpoints that the program which embeds the preview adds.</summary>
public sealed class ExtensionTests
{
    private static readonly PreviewOptions Extended = new() { Port = 0, Extend = endpoints => endpoints.MapPost("/api/bell", () => "rung") };

    [Fact]
    public async Task Endpoint_IsServedAndInTheOpenApiDocument()
    {
        await using var stage = await PreviewStage.StartAsync(Extended);
        using var answer = await stage.SendAsync(HttpMethod.Post, "/api/bell");
        Assert.Equal("rung", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var document = JsonDocument.Parse(await stage.Client.GetStringAsync(new Uri(stage.Url, "/openapi/v1.json"), TestContext.Current.CancellationToken));
        Assert.True(document.RootElement.GetProperty("paths").TryGetProperty("/api/bell", out _));
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Host", "evil.example")]
    public async Task Endpoint_AskedForFromElsewhere_IsForbidden(string header, string value)
    {
        await using var stage = await PreviewStage.StartAsync(Extended);
        using var answer = await stage.SendAsync(HttpMethod.Post, "/api/bell", (header, value));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }
}
