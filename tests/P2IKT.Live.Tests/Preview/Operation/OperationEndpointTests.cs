using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using P2IKT.Live.Capture;
using P2IKT.Live.Preview;

namespace P2IKT.Live.Tests.Preview.Operation;

[Trait(TestKind.Name, TestKind.Component)]
public sealed class OperationEndpointTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/healthz/live")]
    [InlineData("/healthz/ready")]
    public async Task Health_OfALiveViewThatWorks_IsOk(string path)
    {
        await using var stage = await PreviewStage.StartAsync();
        using var answer = await stage.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("{\"status\":\"ok\",\"reasons\":[]}", await answer.Content.ReadAsStringAsync(Stop));
    }

    [Theory]
    [InlineData("/healthz", HttpStatusCode.ServiceUnavailable)]
    [InlineData("/healthz/live", HttpStatusCode.OK)] // a restart brings no camera back
    [InlineData("/healthz/ready", HttpStatusCode.ServiceUnavailable)]
    public async Task Health_WhileTheCameraIsLost_IsNotReadyButLive(string path, HttpStatusCode code)
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.Status = stage.Status with { Source = stage.Status.Source with { Connection = ConnectionState.Lost } };
        using var answer = await stage.GetAsync(path);
        Assert.Equal(code, answer.StatusCode);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop));
        Assert.Equal(code == HttpStatusCode.OK ? 0 : 1, json.RootElement.GetProperty("reasons").GetArrayLength());
    }

    [Fact]
    public async Task Health_WhenTheStateCannotBeRead_FailsWithoutShowingWhy()
    {
        await using var stage = await PreviewStage.StartAsync();
        stage.StatusFails = true;
        using var answer = await stage.GetAsync("/healthz/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("The state of the live view cannot be read.", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_AreThoseOfTheMeter()
    {
        using var meter = new Meter("test");
        meter.CreateObservableCounter("shots", () => 3);
        await using var stage = await PreviewStage.StartAsync(new PreviewOptions { Port = 0, Meter = meter });
        using var answer = await stage.GetAsync("/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Contains("\nshots_total 3\n", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/healthz")]
    public async Task Operation_ForAForeignPage_IsRefused(string path)
    {
        await using var stage = await PreviewStage.StartAsync();
        using var answer = await stage.GetAsync(path, ("Origin", "http://elsewhere.example"));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }
}
