using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using P2IKT.Live.Focus;
using P2IKT.Live.Focus.Readings;
using P2IKT.Live.Preview;

namespace P2IKT.Live.Tests.Preview.Focus;

/// <summary>The focus points over REST.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class FocusEndpointTests
{
    private readonly FocusAssist _focus = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Focus_IsThePointsAndWhatCountsAsInFocus()
    {
        _focus.Tolerance = 2.5f;
        _focus.SensorWidth = 6000;
        _focus.Add(0.25, 0.5, "Eye");
        _focus.Add(0.75, 0.125);
        await using var stage = await StartAsync();

        using var state = JsonDocument.Parse(await stage.Client.GetStringAsync(new Uri(stage.Url, "/api/focus"), Stop));

        var root = state.RootElement;
        Assert.Equal("""[{"id":1,"name":"Eye","x":0.25,"y":0.5},{"id":2,"name":"2","x":0.75,"y":0.125}]""", root.GetProperty("points").GetRawText());
        Assert.Equal(9, root.GetProperty("maxPoints").GetInt32());
        Assert.Equal(2.5, root.GetProperty("tolerance").GetDouble());
        Assert.Equal(FocusReading.ResolvableRadius, root.GetProperty("resolvableRadius").GetSingle());
        Assert.Equal(6000, root.GetProperty("sensorWidth").GetInt32());
    }

    [Fact]
    public async Task Add_PlacesAPoint()
    {
        await using var stage = await StartAsync();
        using var answer = await SendAsync(stage, HttpMethod.Post, "/api/focus/points", """{"x":0,"y":1,"name":" Left eye "}""");
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("""{"id":1,"name":"Left eye","x":0,"y":1}""", await answer.Content.ReadAsStringAsync(Stop));
        Assert.Equal(new FocusPoint(1, "Left eye", 0, 1), Assert.Single(_focus.Points));
    }

    [Fact]
    public async Task Add_OfATenthPoint_IsAConflict()
    {
        await using var stage = await StartAsync();
        for (var i = 0; i < FocusPoint.Max; i++)
            (await SendAsync(stage, HttpMethod.Post, "/api/focus/points", """{"x":0.5,"y":0.5}""")).Dispose();
        using var answer = await SendAsync(stage, HttpMethod.Post, "/api/focus/points", """{"x":0.5,"y":0.5}""");
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("remove one first", await PreviewStage.DetailAsync(answer), StringComparison.Ordinal);
        Assert.Equal(FocusPoint.Max, _focus.Points.Count);
    }

    [Theory]
    [InlineData("", "x and y")]
    [InlineData("null", "x and y")]
    [InlineData("""{"x":0.5}""", "x and y")]
    [InlineData("""{"x":1.01,"y":0.5}""", "x = 1.01 lies outside the picture")]
    [InlineData("""{"x":0.5,"y":-1e-9}""", "y = -1E-09 lies outside the picture")]
    [InlineData("""{"x":1e999,"y":0.5}""", "outside the picture")]
    [InlineData("""{"x":"NaN","y":0.5}""", "x = NaN lies outside the picture")]
    [InlineData("""{"x":NaN,"y":0.5}""", "cannot be read")]
    [InlineData("""{"x":[0.5],"y":0.5}""", "cannot be read")]
    [InlineData("""{"x":0.5,"y":0.5""", "cannot be read")]
    [InlineData("""{"x":0.5,"y":0.5,"name":"   "}""", "0 characters")]
    [InlineData("""{"x":0.5,"y":0.5,"name":"1234567890123456789012345"}""", "25 characters")]
    [InlineData("""{"x":0.5,"y":0.5,"name":"a\u0007b"}""", "control characters")]
    [InlineData("""{"x":0.5,"y":0.5,"name":"\u202eeye"}""", "control characters")]
    [InlineData("""{"x":0.5,"y":0.5,"name":"\u200b\u200b"}""", "no visible character")]
    [InlineData("""{"x":0.5,"y":0.5,"name":"\ud800"}""", "cannot be read")]
    public async Task Add_OfNonsense_IsABadRequestThatSaysWhy(string body, string reason)
    {
        await using var stage = await StartAsync();
        using var answer = await SendAsync(stage, HttpMethod.Post, "/api/focus/points", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(reason, await PreviewStage.DetailAsync(answer), StringComparison.Ordinal);
        Assert.Empty(_focus.Points);
    }

    [Fact]
    public async Task Change_MovesOrRenames_AndKeepsTheRest()
    {
        _focus.Add(0.25, 0.5, "Eye");
        await using var stage = await StartAsync();
        using var moved = await SendAsync(stage, HttpMethod.Put, "/api/focus/points/1", """{"x":0.75}""");
        Assert.Equal("""{"id":1,"name":"Eye","x":0.75,"y":0.5}""", await moved.Content.ReadAsStringAsync(Stop));
        using var renamed = await SendAsync(stage, HttpMethod.Put, "/api/focus/points/1", """{"name":"Ear"}""");
        Assert.Equal("""{"id":1,"name":"Ear","x":0.75,"y":0.5}""", await renamed.Content.ReadAsStringAsync(Stop));
        Assert.Equal(new FocusPoint(1, "Ear", 0.75, 0.5), Assert.Single(_focus.Points));
    }

    [Theory]
    [InlineData("{}", "nothing to change")]
    [InlineData("""{"x":2}""", "outside the picture")]
    [InlineData("""{"name":""}""", "0 characters")]
    public async Task Change_ToNonsense_IsABadRequestAndChangesNothing(string body, string reason)
    {
        var point = _focus.Add(0.25, 0.5, "Eye");
        await using var stage = await StartAsync();
        using var answer = await SendAsync(stage, HttpMethod.Put, "/api/focus/points/1", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(reason, await PreviewStage.DetailAsync(answer), StringComparison.Ordinal);
        Assert.Equal(point, Assert.Single(_focus.Points));
    }

    [Theory]
    [InlineData("PUT", "/api/focus/points/7")]
    [InlineData("DELETE", "/api/focus/points/7")]
    [InlineData("POST", "/api/focus/points/7/reset")]
    [InlineData("DELETE", "/api/focus/points/-7")]
    public async Task APointThatIsNotThere_IsNotFound(string method, string path)
    {
        _focus.Add(0.5, 0.5);
        await using var stage = await StartAsync();
        using var answer = await SendAsync(stage, new HttpMethod(method), path, method == "PUT" ? """{"x":0.5}""" : null);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is no focus point", await PreviewStage.DetailAsync(answer), StringComparison.Ordinal);
        Assert.Single(_focus.Points);
    }

    [Fact]
    public async Task Remove_TakesOneOrAll_AndANumberIsUsedAgain()
    {
        for (var i = 0; i < 3; i++)
            _focus.Add(0.5, 0.5);
        await using var stage = await StartAsync();
        using var one = await SendAsync(stage, HttpMethod.Delete, "/api/focus/points/2");
        Assert.Equal(HttpStatusCode.NoContent, one.StatusCode);
        Assert.Equal([1, 3], _focus.Points.Select(point => point.Id));
        using var added = await SendAsync(stage, HttpMethod.Post, "/api/focus/points", """{"x":0.5,"y":0.5}""");
        Assert.Contains("\"id\":2", await added.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        using var all = await SendAsync(stage, HttpMethod.Delete, "/api/focus/points");
        Assert.Equal(HttpStatusCode.NoContent, all.StatusCode);
        Assert.Empty(_focus.Points);
    }

    [Fact]
    public async Task Reset_ForgetsTheBestFocus()
    {
        _focus.Add(0.5, 0.5);
        for (var i = 0; i < 3; i++)
            FocusFields.Observe(_focus, i, radius: 2);
        FocusFields.Observe(_focus, 3, radius: 6);
        Assert.Equal(2, BestOn(3));
        await using var stage = await StartAsync();
        using var answer = await SendAsync(stage, HttpMethod.Post, "/api/focus/points/1/reset");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        for (var i = 4; i < 7; i++)
            FocusFields.Observe(_focus, i, radius: 6);
        Assert.Equal(6, BestOn(6));
    }

    [Fact]
    public async Task APageFromElsewhere_PlacesNothing()
    {
        await using var stage = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(stage.Url, "/api/focus/points")) { Content = JsonContent.Create(new { x = 0.5, y = 0.5 }) };
        request.Headers.Add("Origin", "http://evil.example");
        using var answer = await stage.Client.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Empty(_focus.Points);
    }

    [Fact]
    public async Task OpenApi_DescribesThePoints()
    {
        await using var stage = await StartAsync();
        using var document = JsonDocument.Parse(await stage.Client.GetStringAsync(new Uri(stage.Url, "/openapi/v1.json"), Stop));
        var paths = document.RootElement.GetProperty("paths").EnumerateObject().Where(path => path.Name.StartsWith("/api/focus", StringComparison.Ordinal))
            .Select(path => $"{path.Name} {string.Join(' ', path.Value.EnumerateObject().Select(method => method.Name))}");
        Assert.Equal(
            ["/api/focus get", "/api/focus/faces get", "/api/focus/manual get put", "/api/focus/manual/reset post", "/api/focus/points post delete", "/api/focus/points/{id} put delete", "/api/focus/points/{id}/reset post"],
            paths.Order(StringComparer.Ordinal));
    }

    private Task<PreviewStage> StartAsync() => PreviewStage.StartAsync(new PreviewOptions { Port = 0, Focus = _focus });

    private float BestOn(long sequence)
    {
        var snapshot = new FocusSnapshot();
        Assert.True(_focus.TryRead(sequence, snapshot), string.Create(CultureInfo.InvariantCulture, $"Frame {sequence} was read."));
        return snapshot.Readings[0].Best;
    }

    private static async Task<HttpResponseMessage> SendAsync(PreviewStage stage, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(stage.Url, path));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await stage.Client.SendAsync(request, Stop);
    }
}
