using System.Net;
using System.Text.Json;
using OpenCvSharp;
using P2IKT.Live.Recording.Clips;
using P2IKT.Live.Tests.Preview;

namespace P2IKT.Live.Tests.Live.Web;

/// <summary>The clips of a real folder over a real server.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class ClipEndpointTests : IDisposable
{
    private readonly ClipShelf _shelf = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_TellsWhatTheSidecarSays()
    {
        _shelf.Film("take.mp4", seconds: 2);
        _shelf.Film("take.source.mp4", seconds: 2);
        _shelf.Describe("take.mp4", 2, sidecar => sidecar with
        {
            Ended = ClipEnding.DiskFull, Reason = "The disk is full: the clip was closed.", SourceClip = "take.source.mp4", Marks = [new ClipMark(0.5, "eyes")],
        });
        await using var server = await _shelf.ServeAsync();

        var clip = Assert.Single(await server.ListAsync()); // the kept source is a part of it

        Assert.Equal("take.mp4", clip.GetProperty("name").GetString());
        Assert.Equal(new FileInfo(_shelf.PathOf("take.mp4")).Length, clip.GetProperty("bytes").GetInt64());
        Assert.Equal(2, clip.GetProperty("seconds").GetDouble());
        Assert.Equal("h264", clip.GetProperty("codec").GetString());
        Assert.True(clip.GetProperty("plays").GetBoolean());
        Assert.Equal("take.source.mp4", clip.GetProperty("source").GetString());
        Assert.Equal("diskFull", clip.GetProperty("ended").GetString());
        Assert.StartsWith("The disk is full", clip.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal("eyes", Assert.Single(clip.GetProperty("marks").EnumerateArray()).GetProperty("label").GetString());
        Assert.Equal(new DateTimeOffset(2026, 5, 4, 14, 3, 0, TimeSpan.FromHours(2)), clip.GetProperty("when").GetDateTimeOffset());
    }

    [Fact]
    public async Task List_IsNewestFirst()
    {
        foreach (var (name, day) in new[] { ("b.mp4", 2), ("c.mp4", 3), ("a.mp4", 1) })
        {
            _shelf.Film(name);
            _shelf.Describe(name, 1, sidecar => sidecar with { StartedAt = new DateTimeOffset(2026, 5, day, 9, 0, 0, TimeSpan.Zero) });
        }
        await using var server = await _shelf.ServeAsync();
        Assert.Equal(["c.mp4", "b.mp4", "a.mp4"], await NamesAsync(server));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{ \"clip\": \"take.mp4\", \"star")]
    [InlineData("{ \"clip\": \"take.mp4\" }")]
    [InlineData("{ \"clip\": null, \"startedAt\": \"2026-05-04T14:03:00Z\", \"source\": null, \"network\": null, \"settings\": null }")]
    public async Task List_OfAClipWithoutAReadableSidecar_HasItAllTheSame(string? sidecar)
    {
        _shelf.Film("take.mp4");
        if (sidecar is not null)
            await File.WriteAllTextAsync(_shelf.PathOf("take.json"), sidecar, Stop);
        await using var server = await _shelf.ServeAsync();

        var clip = Assert.Single(await server.ListAsync());

        Assert.Equal("take.mp4", clip.GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, clip.GetProperty("seconds").ValueKind);
        Assert.Equal(JsonValueKind.Null, clip.GetProperty("plays").ValueKind);
        using var asked = await server.Stage.GetAsync("/api/clips/take.mp4");
        Assert.Equal(HttpStatusCode.NotFound, asked.StatusCode);
        Assert.StartsWith("There is no readable sidecar beside take.mp4", await PreviewStage.DetailAsync(asked), StringComparison.Ordinal);
    }

    /// <summary>What a sidecar of our own holds, with one thing in it that cannot be.</summary>
    [Theory]
    [InlineData("\"fps\":25", "\"fps\":1e999", "its rate is")]
    [InlineData("\"fps\":25", "\"fps\":0", "its rate is")]
    [InlineData("\"fps\":25", "\"fps\":-1e999", "its rate is")]
    [InlineData("\"preRollSeconds\":0", "\"preRollSeconds\":1e999", "its times")]
    [InlineData("\"marks\":[]", "\"marks\":[null]", "is missing")]
    [InlineData("\"marks\":[]", "\"marks\":null", "is missing")]
    [InlineData("\"marks\":[]", "\"marks\":[{\"seconds\":1e999,\"label\":\"x\"}]", "its times")]
    [InlineData("\"marks\":[]", "\"marks\":[{\"seconds\":1}]", "is missing")]
    [InlineData("\"codec\":\"h264\"", "\"codec\":null", "is missing")]
    [InlineData("\"width\":320", "\"width\":-320", "pixels")]
    [InlineData("\"width\":320", "\"width\":1e5", "JSON")]
    [InlineData("\"written\":25", "\"written\":-1", "numbers of frames")]
    [InlineData("\"written\":25", "\"written\":9223372036854775807", "numbers of frames")]
    [InlineData("\"median\":[500,", "\"median\":[", "differ in length")]
    [InlineData("\"captured\":[0,", "\"captured\":[null,", "JSON")]
    [InlineData("\"ended\":\"stopped\"", "\"ended\":\"exploded\"", "JSON")]
    public async Task List_WithOneSidecarThatLies_LosesThatOneAndSaysWhy(string part, string lie, string why)
    {
        foreach (var name in new[] { "good.mp4", "bad.mp4" })
        {
            await File.WriteAllTextAsync(_shelf.PathOf(name), "a clip", Stop);
            _shelf.Describe(name);
        }
        var text = await File.ReadAllTextAsync(_shelf.PathOf("bad.json"), Stop);
        Assert.Contains(part, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_shelf.PathOf("bad.json"), text.Replace(part, lie, StringComparison.Ordinal), Stop);
        await using var server = await _shelf.ServeAsync();

        var clips = (await server.ListAsync()).ToDictionary(clip => clip.GetProperty("name").GetString()!);

        Assert.Equal(1, clips["good.mp4"].GetProperty("seconds").GetDouble());
        Assert.Equal(JsonValueKind.Null, clips["good.mp4"].GetProperty("problem").ValueKind);
        Assert.Equal(JsonValueKind.Null, clips["bad.mp4"].GetProperty("seconds").ValueKind);
        Assert.Contains(why, clips["bad.mp4"].GetProperty("problem").GetString(), StringComparison.Ordinal);
        using var asked = await server.Stage.GetAsync("/api/clips/bad.mp4");
        Assert.Equal(HttpStatusCode.NotFound, asked.StatusCode);
        Assert.Contains(why, await PreviewStage.DetailAsync(asked), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20_000, 1, "20000 marks")]
    [InlineData(1, 1_000_000, "too long")]
    public async Task List_WithASidecarThatWouldFillIt_LosesThatOne(int marks, int characters, string why)
    {
        await File.WriteAllTextAsync(_shelf.PathOf("take.mp4"), "a clip", Stop);
        _shelf.Describe("take.mp4", 1, sidecar => sidecar with { Marks = [.. Enumerable.Repeat(new ClipMark(0.1, new string('x', characters)), marks)] });
        await using var server = await _shelf.ServeAsync();
        Assert.Contains(why, Assert.Single(await server.ListAsync()).GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_WithASidecarOfHundredsOfMegabytes_DoesNotReadIt()
    {
        await File.WriteAllTextAsync(_shelf.PathOf("take.mp4"), "a clip", Stop);
        await using (var large = File.Create(_shelf.PathOf("take.json")))
            large.SetLength(277_000_000); // of zeros that lie nowhere
        await using var server = await _shelf.ServeAsync();
        var before = GC.GetTotalAllocatedBytes();

        var clip = Assert.Single(await server.ListAsync());

        Assert.Contains("277 MB", clip.GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 100_000_000);
    }

    [Fact]
    public async Task List_AfterASidecarWasReplaced_TellsTheNewOne()
    {
        _shelf.Film("take.mp4");
        _shelf.Describe("take.mp4");
        await using var server = await _shelf.ServeAsync();
        Assert.Equal("stopped", Assert.Single(await server.ListAsync()).GetProperty("ended").GetString());
        _shelf.Describe("take.mp4", 1, sidecar => sidecar with { Ended = ClipEnding.EncoderLost });
        Assert.Equal("encoderLost", Assert.Single(await server.ListAsync()).GetProperty("ended").GetString());
    }

    [Fact]
    public async Task List_OfAClipThatDidNotEnd_TellsRecordingFromInterrupted()
    {
        _shelf.Film("take.mp4");
        _shelf.Describe("take.mp4", 1, sidecar => sidecar with { Ended = ClipEnding.Recording });
        await using var server = await _shelf.ServeAsync();
        Assert.Equal("interrupted", Assert.Single(await server.ListAsync()).GetProperty("ended").GetString());
        _shelf.BeingWritten = _shelf.PathOf("take.mp4");
        Assert.Equal("recording", Assert.Single(await server.ListAsync()).GetProperty("ended").GetString());
    }

    [Fact]
    public async Task List_WithPipesAndNamesThatAreNotUtf8_HasTheRest()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Makes a named pipe; names are bytes.");
        _shelf.Film("take.mp4");
        using (var made = System.Diagnostics.Process.Start("bash", ["-c", $"cd '{_shelf.Folder}' && mkfifo pipe.mp4 take.json && cp take.mp4 $'\\xff.mp4' && cp take.mp4 $'\\xfe.mp4'"]))
            await made.WaitForExitAsync(Stop);
        await using var server = await _shelf.ServeAsync();
        Assert.Equal(["take.mp4"], await NamesAsync(server));
        Assert.Contains("404", await server.StatusOfAsync("/clips/pipe.mp4"), StringComparison.Ordinal);
        using var removed = System.Diagnostics.Process.Start("bash", ["-c", $"rm '{_shelf.Folder}'/*"]);
        await removed.WaitForExitAsync(Stop);
    }

    [Fact]
    public async Task List_OfAFolderThatIsNotThere_IsEmpty()
    {
        Directory.Delete(_shelf.Folder);
        await using var server = await _shelf.ServeAsync();
        Assert.Empty(await server.ListAsync());
    }

    [Fact]
    public async Task List_OfAFolderThatIsAFile_SaysSo()
    {
        Directory.Delete(_shelf.Folder);
        await File.WriteAllTextAsync(_shelf.Folder, "x", Stop);
        await using var server = await _shelf.ServeAsync();
        using var answer = await server.Stage.GetAsync("/api/clips");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.StartsWith($"The clips in {_shelf.Folder} cannot be read", await PreviewStage.DetailAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_HasVideosOnly()
    {
        File.WriteAllText(_shelf.PathOf("notes.txt"), "x");
        File.WriteAllText(_shelf.PathOf(".take.mp4.part"), "x");
        File.WriteAllText(_shelf.PathOf(".hidden.mp4"), "x");
        Directory.CreateDirectory(_shelf.PathOf("folder.mp4"));
        File.WriteAllText(_shelf.PathOf("alone.source.mp4"), "x"); // its clip is gone, so it stands for itself
        await using var server = await _shelf.ServeAsync();
        Assert.Equal(["alone.source.mp4"], await NamesAsync(server));
    }

    [Theory]
    [InlineData("take.mp4", "h264", true)]
    [InlineData("take.mov", "h264-nvenc", true)]
    [InlineData("take.mkv", "h264", false)]
    [InlineData("take.mp4", "hevc", false)]
    [InlineData("take.mov", "prores", false)]
    [InlineData("take.mkv", "ffv1", false)]
    public async Task List_TellsWhatBrowsersPlay(string name, string codec, bool plays)
    {
        File.WriteAllText(_shelf.PathOf(name), "x");
        _shelf.Describe(name, 1, sidecar => sidecar with { Settings = sidecar.Settings with { Codec = codec } });
        await using var server = await _shelf.ServeAsync();
        Assert.Equal(plays, Assert.Single(await server.ListAsync()).GetProperty("plays").GetBoolean());
    }

    [Fact]
    public async Task Sidecar_IsServedWhole()
    {
        _shelf.Film("take.mp4");
        var written = _shelf.Describe("take.mp4");
        await using var server = await _shelf.ServeAsync();
        await server.ListAsync(); // which keeps sidecars without their timelines
        var read = JsonSerializer.Deserialize(await server.Stage.Client.GetStringAsync(new Uri(server.Url, "/api/clips/take.mp4"), Stop), ClipJson.Default.ClipSidecar)!;
        Assert.Equal(written.Timeline.Median, read.Timeline.Median);
        Assert.Equal(ClipEnding.Stopped, read.Ended);
    }

    [Fact]
    public async Task Video_ByRange_IsThatPart()
    {
        var whole = await File.ReadAllBytesAsync(_shelf.Film("take one.mp4"), Stop);
        await using var server = await _shelf.ServeAsync();

        using var all = await server.Stage.GetAsync("/clips/take%20one.mp4");
        using var part = await server.Stage.GetAsync("/clips/take%20one.mp4", ("Range", "bytes=100-299"));
        using var beyond = await server.Stage.GetAsync("/clips/take%20one.mp4", ("Range", $"bytes={whole.Length}-"));
        using var head = await server.Stage.SendAsync(HttpMethod.Head, "/clips/take%20one.mp4");

        Assert.Equal(whole, await all.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal("video/mp4", all.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(whole[100..300], await part.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal(whole.Length, part.Content.Headers.ContentRange!.Length);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
        Assert.Equal(whole.Length, head.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Video_ThatHasNotChanged_IsNotSentAgain()
    {
        _shelf.Film("take.mp4");
        await using var server = await _shelf.ServeAsync();
        using var first = await server.Stage.GetAsync("/clips/take.mp4");
        using var again = await server.Stage.GetAsync("/clips/take.mp4", ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        await File.AppendAllTextAsync(_shelf.PathOf("take.mp4"), "x", Stop);
        using var grown = await server.Stage.GetAsync("/clips/take.mp4", ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.OK, grown.StatusCode);
    }

    [Fact]
    public async Task Video_OutsideTheFolder_IsNotFound()
    {
        _shelf.Film("take.mp4");
        var secret = Path.Combine(_shelf.Root, "secret.mp4");
        File.Copy(_shelf.PathOf("take.mp4"), secret);
        Directory.CreateDirectory(_shelf.PathOf("sub"));
        File.Copy(secret, _shelf.PathOf("sub/secret.mp4"));
        File.CreateSymbolicLink(_shelf.PathOf("link.mp4"), secret);
        File.Copy(secret, _shelf.PathOf(".hidden.mp4"));
        File.WriteAllText(_shelf.PathOf("empty.mp4"), "");
        _shelf.Describe("take.mp4", 1, sidecar => sidecar with { SourceClip = "../secret.mp4" });
        await using var server = await _shelf.ServeAsync();

        foreach (var name in new[]
                 {
                     "../secret.mp4", "..%2Fsecret.mp4", "..%2fsecret.mp4", "%2e%2e%2fsecret.mp4", "%2e%2e/secret.mp4", "..%5Csecret.mp4", "..%252Fsecret.mp4", "sub/secret.mp4",
                     "sub%2Fsecret.mp4", "./take.mp4/../../secret.mp4", Uri.EscapeDataString(secret), "%2F" + secret.TrimStart('/'), "link.mp4", ".hidden.mp4", "take.json", "empty.mp4",
                     "take.mp4%00.mp4", "TAKE.MP4", "none.mp4",
                 })
        {
            foreach (var path in new[] { $"/clips/{name}", $"/api/clips/{name}", $"/clips/{name}/thumbnail.jpg" })
            {
                if (name == "empty.mp4" && path.EndsWith("thumbnail.jpg", StringComparison.Ordinal))
                    continue; // it is there, and has a plain tile
                var status = await server.StatusOfAsync(path);
                Assert.True(status.Contains(" 404 ", StringComparison.Ordinal) || status.Contains(" 400 ", StringComparison.Ordinal), $"{path} is answered {status}");
            }
        }
        Assert.Contains(" 200 ", await server.StatusOfAsync("/clips/take.mp4"), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, (await server.ListAsync()).Single(clip => clip.GetProperty("name").GetString() == "take.mp4").GetProperty("source").ValueKind);
    }

    [Theory]
    [InlineData("cross-site", "no-cors", "video")]
    [InlineData("same-site", "cors", "empty")]
    public async Task Video_AskedForByAPageFromElsewhere_IsForbidden(string site, string mode, string destination)
    {
        _shelf.Film("take.mp4");
        await using var server = await _shelf.ServeAsync();
        using var answer = await server.Stage.GetAsync("/clips/take.mp4", ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", destination));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Thumbnail_IsASmallPictureOfTheClip()
    {
        _shelf.Film("take.mp4", grey: 120, size: new FrameBox(1280, 720));
        await using var server = await _shelf.ServeAsync();
        using var answer = await server.Stage.GetAsync("/clips/take.mp4/thumbnail.jpg");
        using var picture = Cv2.ImDecode(await answer.Content.ReadAsByteArrayAsync(Stop), ImreadModes.Color);
        Assert.Equal((480, 270), (picture.Width, picture.Height));
        Assert.InRange(picture.At<Vec3b>(100, 100).Item1, 117, 123);
        using var again = await server.Stage.GetAsync("/clips/take.mp4/thumbnail.jpg", ("If-None-Match", answer.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Fact]
    public async Task Thumbnail_OfAClipThatHasNotChanged_IsNotMadeAgain()
    {
        var path = _shelf.Film("take.mp4", grey: 120);
        await using var server = await _shelf.ServeAsync();
        var first = await server.Stage.Client.GetByteArrayAsync(new Uri(server.Url, "/clips/take.mp4/thumbnail.jpg"), Stop);
        var written = File.GetLastWriteTimeUtc(path);
        await File.WriteAllBytesAsync(path, new byte[new FileInfo(path).Length], Stop); // of this none could be made
        File.SetLastWriteTimeUtc(path, written);
        Assert.Equal(first, await server.Stage.Client.GetByteArrayAsync(new Uri(server.Url, "/clips/take.mp4/thumbnail.jpg"), Stop));
    }

    [Fact]
    public async Task Thumbnail_ThatCannotBeMade_IsAPlainTile()
    {
        File.WriteAllText(_shelf.PathOf("broken.mp4"), "This is no video.");
        _shelf.BeingWritten = _shelf.Film("growing.mp4", grey: 250);
        File.WriteAllText(_shelf.PathOf("playlist.mp4"), "ffconcat version 1.0\nfile growing.mp4\n");
        await using var server = await _shelf.ServeAsync();
        foreach (var name in new[] { "broken.mp4", "growing.mp4", "playlist.mp4" })
        {
            using var picture = Cv2.ImDecode(await server.Stage.Client.GetByteArrayAsync(new Uri(server.Url, $"/clips/{name}/thumbnail.jpg"), Stop), ImreadModes.Color);
            Assert.Equal(new Vec3b(0x23, 0x23, 0x23), picture.At<Vec3b>(90, 160));
        }
    }

    [Fact]
    public async Task Thumbnail_OfAClipShorterThanItsSidecarSays_IsItsFirstFrame()
    {
        _shelf.Film("take.mp4", seconds: 0.2, grey: 120);
        _shelf.Describe("take.mp4", seconds: 60);
        await using var server = await _shelf.ServeAsync();
        using var picture = Cv2.ImDecode(await server.Stage.Client.GetByteArrayAsync(new Uri(server.Url, "/clips/take.mp4/thumbnail.jpg"), Stop), ImreadModes.Color);
        Assert.InRange(picture.At<Vec3b>(90, 160).Item1, 117, 123);
    }

    [Fact]
    public async Task Clips_AreInTheOpenApiDocument()
    {
        await using var server = await _shelf.ServeAsync();
        using var document = JsonDocument.Parse(await server.Stage.Client.GetStringAsync(new Uri(server.Url, "/openapi/v1.json"), Stop));
        var paths = document.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name);
        Assert.Subset(paths.ToHashSet(), new HashSet<string> { "/api/clips", "/api/clips/{name}", "/clips/{name}", "/clips/{name}/thumbnail.jpg" });
    }

    public void Dispose() => _shelf.Dispose();

    private static async Task<IEnumerable<string?>> NamesAsync(ShelfServer server) => (await server.ListAsync()).Select(clip => clip.GetProperty("name").GetString());
}
