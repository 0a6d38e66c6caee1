using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using P2IKT.Live.Preview;
using P2IKT.Live.Preview.Shoots;
using P2IKT.Live.Recording.Shoots;
using P2IKT.Live.Tests.Recording.Shoots;

namespace P2IKT.Live.Tests.Preview;

/// <summary>The shoot over REST.</summary>
public sealed class ShootEndpointTests : ShootTest
{
    [Fact]
    public async Task Session_IsSetAndRefused()
    {
        await using var stage = await Serve(Begin());
        using var set = await Put(stage, "", new { session = "{date}", names = "{name}_{seq}" });
        var state = await Json(set);
        Assert.Equal(Path.Combine(Pictures, "2026-11-27"), state.GetProperty("picturesFolder").GetString());
        using var refused = await Put(stage, "", new { session = "../up", names = "" });
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("leads out", await PreviewStage.DetailAsync(refused), StringComparison.Ordinal);
        using var status = await stage.GetAsync("/api/status");
        Assert.True((await Json(status)).GetProperty("shoots").GetBoolean());
    }

    [Fact]
    public async Task ShotList_IsLoadedScannedSelectedAndRemoved()
    {
        await using var stage = await Serve(Begin());
        using var loaded = await Csv(stage, "name;code\r\n\"Vase; blue\";4001\r\nBowl;4002\r\n");
        Assert.Equal("Vase; blue", (await Json(loaded)).GetProperty("currentName").GetString());
        using var scanned = await Post(stage, "/scan", new { text = "4002" });
        Assert.Equal(1, (await Json(scanned)).GetProperty("current").GetProperty("index").GetInt32());
        using var unknown = await Post(stage, "/scan", new { text = "4003" });
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using var selected = await Put(stage, "/list/current", new { index = 0 });
        Assert.Equal(HttpStatusCode.OK, selected.StatusCode);
        using var beyond = await Put(stage, "/list/current", new { index = 2 });
        Assert.Equal(HttpStatusCode.BadRequest, beyond.StatusCode);
        using var broken = await Csv(stage, "name\n\"open");
        Assert.Equal(HttpStatusCode.BadRequest, broken.StatusCode);
        using var list = await stage.GetAsync("/api/shoot/list"); // the broken one has not replaced it
        Assert.Equal(2, (await Json(list)).GetProperty("entries").GetArrayLength());
        using var removed = await stage.SendAsync(HttpMethod.Delete, "/api/shoot/list");
        Assert.Equal(0, (await Json(removed)).GetProperty("listLength").GetInt32());
    }

    [Theory]
    [InlineData("/list/current")]
    [InlineData("/pictures/A.jpg/rating")]
    public async Task Body_WithoutItsValue_IsRefused_AndChangesNothing(string path)
    {
        var shoot = Begin(list: Write("list.csv", "Vase\nBowl\n"));
        shoot.Select(1);
        var picture = Write("pictures/A.jpg", "picture");
        RatingFile.Write(picture, 4);
        await using var stage = await Serve(shoot);
        foreach (var body in (object[])[new { }, new { ratting = 5, indx = 0 }])
        {
            using var refused = await Put(stage, path, body);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
        Assert.Equal((1, 4), (shoot.Current!.Index, RatingFile.TryRead(picture)));
    }

    [Fact]
    public async Task ShotList_LargerThanOtherRequests_IsTaken_AndATooLargeOneRefused()
    {
        await using var stage = await Serve(Begin());
        using var large = await Csv(stage, string.Concat(Enumerable.Range(1, 9000).Select(static i =>
            $"Article {i} of the catalogue,{i}\n")));
        Assert.Equal(9000, (await Json(large)).GetProperty("listLength").GetInt32());
        using var tooLarge = await Csv(stage, new string('x', ShotList.MaxBytes + 2));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
    }

    [Fact]
    public async Task Rating_IsWrittenBesideThePictureAndCopied()
    {
        Directory.CreateDirectory(Copies);
        var shoot = Begin("S");
        Write("pictures/S/A_0001.JPG", "jpg");
        await using var copies = new SecondCopy(Copies, [Pictures, Clips], Time);
        await using var stage = await Serve(shoot, copies);
        using var rated = await Put(stage, "/pictures/A_0001.JPG/rating", new { rating = 4 });
        Assert.Equal(4, (await Json(rated)).GetProperty("rating").GetInt32());
        Assert.Contains("Rating=\"4\"", File.ReadAllText(Path.Combine(Pictures, "S", "A_0001.xmp")), StringComparison.Ordinal);
        await Poll.UntilAsync(() => File.Exists(Path.Combine(Copies, "S", "A_0001.xmp")), "the rating is copied");
        using var state = await stage.GetAsync("/api/shoot");
        Assert.Equal(4, (await Json(state)).GetProperty("newest").GetProperty("rating").GetInt32());
        foreach (var (name, rating, code) in new[] { ("B.JPG", 3, HttpStatusCode.NotFound), ("A_0001.JPG", 6, HttpStatusCode.BadRequest),
            ("..%2F..%2Fx.jpg", 3, HttpStatusCode.NotFound) })
        {
            using var refused = await Put(stage, $"/pictures/{name}/rating", new { rating });
            Assert.Equal(code, refused.StatusCode);
        }
        using var listed = await stage.GetAsync("/api/shoot/pictures");
        Assert.Equal("A_0001.JPG",
            Assert.Single((await Json(listed)).GetProperty("pictures").EnumerateArray()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Snapshot_IsSavedInTheSessionUnderTheCurrentName()
    {
        var shoot = Begin("S");
        shoot.Scan("Vase");
        await using var stage = await Serve(shoot);
        using var early = await Post(stage, "/snapshot", new { });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, early.StatusCode);
        stage.Publish(0);
        for (var number = 1; number <= 2; number++)
        {
            using var saved = await Post(stage, "/snapshot", new { });
            var path = (await Json(saved)).GetProperty("path").GetString()!;
            Assert.Equal(Path.Combine(Pictures, "S", $"Vase_000{number}.jpg"), path);
            Assert.Equal([0xFF, 0xD8], File.ReadAllBytes(path)[..2]);
        }
    }

    [Fact]
    public async Task Snapshot_IntoAFolderThatCannotBeMade_IsRefused()
    {
        Write("pictures", "a file in its place");
        await using var stage = await Serve(Begin("S"));
        stage.Publish(0);
        using var refused = await Post(stage, "/snapshot", new { });
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("was not saved", await PreviewStage.DetailAsync(refused), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checks_OfAShoot_NameTheDisksAndTheMissingCopy()
    {
        await using var copies = new SecondCopy(Copies, [Pictures, Clips], Time);
        await using var stage = await Serve(Begin(), copies);
        using var answer = await stage.GetAsync("/api/shoot/checks");
        var checks = (await Json(answer)).GetProperty("checks").EnumerateArray().ToDictionary(
            static check => check.GetProperty("what").GetString()!, static check => check.GetProperty("level").GetString());
        Assert.Contains("Disk for pictures", checks.Keys);
        Assert.Equal("bad", checks["Second copy"]);
    }

    [Fact]
    public async Task Shoot_OfAPageFromElsewhere_CannotBeChanged()
    {
        var shoot = Begin("S");
        await using var stage = await Serve(shoot);
        using var fromElsewhere = await stage.SendAsync(HttpMethod.Delete, "/api/shoot/list", ("Origin", "http://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, fromElsewhere.StatusCode);
    }

    private static Task<PreviewStage> Serve(Shoot shoot, SecondCopy? copies = null) =>
        PreviewStage.StartAsync(new PreviewOptions { Port = 0, Shoot = new ShootServices(shoot, copies) });

    private Task<HttpResponseMessage> Put(PreviewStage stage, string path, object body) =>
        stage.Client.PutAsJsonAsync(new Uri(stage.Url, "/api/shoot" + path), body, Cancel);

    private Task<HttpResponseMessage> Post(PreviewStage stage, string path, object body) =>
        stage.Client.PostAsJsonAsync(new Uri(stage.Url, "/api/shoot" + path), body, Cancel);

    private async Task<HttpResponseMessage> Csv(PreviewStage stage, string csv)
    {
        using var content = new StringContent(csv, Encoding.UTF8, "text/csv");
        return await stage.Client.PostAsync(new Uri(stage.Url, "/api/shoot/list"), content, Cancel);
    }

    private async Task<JsonElement> Json(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }
}
