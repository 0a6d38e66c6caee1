using System.Net;
using System.Text;
using System.Text.Json;
using P2IKT.Live.Focus;
using P2IKT.Live.Frames;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Focus.Lens;

namespace P2IKT.Live.Tests.Preview.Focus;

/// <summary>A driven lens over REST.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class LensEndpointTests
{
    private readonly FocusAssist _focus = new();
    private readonly LensStub _lens = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", "move", """{"size":"small","direction":"nearer"}""", "move Small nearer")]
    [InlineData("POST", "move", """{"size":"large","direction":"farther"}""", "move Large farther")]
    [InlineData("POST", "autofocus", """{"point":1}""", "autofocus 1")]
    [InlineData("POST", "marks", "", "mark ")]
    [InlineData("POST", "marks", """{"name":" Eye "}""", "mark Eye")]
    [InlineData("DELETE", "marks/7", "", "remove mark 7")]
    [InlineData("POST", "marks/7/rack", "", "rack 7 0.0")]
    [InlineData("POST", "marks/7/rack", """{"seconds":2.5}""", "rack 7 2.5")]
    [InlineData("PUT", "stack", """{"limit":"near"}""", "limit near")]
    [InlineData("PUT", "stack", """{"limit":"far"}""", "limit far")]
    [InlineData("POST", "stack", "", "stack")]
    [InlineData("PUT", "drift", """{"point":1}""", "drift 1")]
    [InlineData("PUT", "drift", """{"point":null}""", "drift ")]
    [InlineData("POST", "trap", """{"point":1}""", "trap 1")]
    [InlineData("POST", "cancel", "", "cancel")]
    public async Task AnOrder_ReachesTheLens_AndIsAnsweredWithItsState(string method, string path, string body, string order)
    {
        _focus.Add(0.5, 0.5);
        _lens.State = LensStub.Idle with { Marks = [new LensMark(7, "Cup")] };
        await using var stage = await StartAsync();
        using var answer = await SendAsync(stage, method, path, body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([order], _lens.Orders);
        using var state = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop));
        Assert.Equal(JsonNamingPolicy.CamelCase.ConvertName(_lens.State.Operation.ToString()), state.RootElement.GetProperty("operation").GetString());
    }

    [Theory]
    [InlineData("POST", "move", "", 400, "needs a size")]
    [InlineData("POST", "move", """{"size":"huge","direction":"nearer"}""", 400, "cannot be read")]
    [InlineData("POST", "move", """{"size":1,"direction":"nearer"}""", 400, "cannot be read")]
    [InlineData("POST", "move", """{"size":"small","direction":"up"}""", 400, "nearer or farther")]
    [InlineData("POST", "autofocus", "", 400, "Which focus point")]
    [InlineData("POST", "autofocus", """{"point":5}""", 404, "no focus point 5")]
    [InlineData("POST", "trap", """{"point":5}""", 404, "no focus point 5")]
    [InlineData("PUT", "drift", "", 400, "Which focus point")]
    [InlineData("PUT", "drift", """{"point":5}""", 404, "no focus point 5")]
    [InlineData("POST", "marks", """{"name":"\u202ex"}""", 400, "control characters")]
    [InlineData("DELETE", "marks/3", "", 404, "no focus mark 3")]
    [InlineData("POST", "marks/3/rack", "", 404, "no focus mark 3")]
    [InlineData("POST", "marks/7/rack", """{"seconds":61}""", 400, "0 to 60 seconds")]
    [InlineData("POST", "marks/7/rack", """{"seconds":-1}""", 400, "0 to 60 seconds")]
    [InlineData("POST", "marks/7/rack", """{"seconds":"NaN"}""", 400, "0 to 60 seconds")]
    [InlineData("PUT", "stack", """{"limit":"middle"}""", 400, "near or far")]
    public async Task Nonsense_IsRefusedInWords_AndDoesNotReachTheLens(string method, string path, string body, int status, string reason)
    {
        _focus.Add(0.5, 0.5);
        _lens.State = LensStub.Idle with { Marks = [new LensMark(7, "Cup")] };
        await using var stage = await StartAsync();
        using var answer = await SendAsync(stage, method, path, body);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(reason, await PreviewStage.DetailAsync(answer), StringComparison.Ordinal);
        Assert.DoesNotContain(_lens.Orders, order => !order.StartsWith("remove", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(FaultKind.NotAvailable, 503)]
    [InlineData(FaultKind.Failed, 409)]
    public async Task WhatTheLensRefuses_IsAnsweredWithItsReason(FaultKind kind, int status)
    {
        _focus.Add(0.5, 0.5);
        _lens.Refusal = new RefusalException(kind, "The lens is on MF: switch it to AF.");
        await using var stage = await StartAsync();
        foreach (var (path, body) in new[] { ("autofocus", """{"point":1}"""), ("move", """{"size":"small","direction":"nearer"}""") })
        {
            using var answer = await SendAsync(stage, "POST", path, body);
            Assert.Equal(status, (int)answer.StatusCode);
            Assert.Equal("The lens is on MF: switch it to AF.", await PreviewStage.DetailAsync(answer));
        }
    }

    [Fact]
    public async Task Focus_SaysWhetherThereIsALens()
    {
        await using var with = await StartAsync();
        await using var without = await PreviewStage.StartAsync(new PreviewOptions { Port = 0, Focus = _focus });
        Assert.True(await HasLensAsync(with));
        Assert.False(await HasLensAsync(without));
        using var absent = await without.GetAsync("/api/focus/lens");
        Assert.Equal(HttpStatusCode.NotFound, absent.StatusCode);

        static async Task<bool> HasLensAsync(PreviewStage stage)
        {
            using var state = JsonDocument.Parse(await stage.Client.GetStringAsync(new Uri(stage.Url, "/api/focus"), Stop));
            return state.RootElement.GetProperty("hasLens").GetBoolean();
        }
    }

    private Task<PreviewStage> StartAsync() => PreviewStage.StartAsync(new PreviewOptions { Port = 0, Focus = _focus, LensControls = _lens });

    private static async Task<HttpResponseMessage> SendAsync(PreviewStage stage, string method, string path, string body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(stage.Url, "/api/focus/lens/" + path));
        if (body.Length > 0)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return await stage.Client.SendAsync(request, Stop);
    }

    private sealed class RefusalException(FaultKind kind, string message) : P2iktException(kind, message, null);
}
