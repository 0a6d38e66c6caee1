using System.Text.Json;

namespace P2IKT.Live.Tests.Recording.Videos;

/// <summary>Sound, subtitles, chapters and metadata go along.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class VideoStreamsTests : VideoTest
{
    private const string Sounds = "-f lavfi -i sine=duration=1 -f lavfi -i sine=frequency=880:duration=1";

    [Theory]
    [InlineData("aac", "in.mp4", "out.mp4")]
    [InlineData("aac", "in.mp4", "out.mkv")]
    [InlineData("pcm_s16le", "in.mov", "out.mov")]
    [InlineData("flac", "in.mkv", "out.mkv")]
    public async Task Sound_ThatTheContainerTakes_IsCopiedBitByBit(string codec, string from, string to)
    {
        var input = Make($"-f lavfi -i testsrc2=size=96x64:rate=25:duration=1 {Sounds} -map 0 -map 1 -map 2 -c:v libx264 -pix_fmt yuv420p -c:a {codec} "
            + $"-metadata:s:a:0 language=deu -metadata:s:a:1 language=eng -disposition:a:0 0 -disposition:a:1 default {from}");
        await Rewrite(input, In(to));
        foreach (var track in new[] { "0:a:0", "0:a:1" })
            Assert.Equal(Sums(input, $"-map {track} -c copy -f md5"), Sums(In(to), $"-map {track} -c copy -f md5"));
        Assert.Equal(Languages(input), Languages(In(to)));
        Assert.Equal("eng", Languages(input)[1]);
        Assert.Equal("1", Text(Stream(In(to), "a:1").GetProperty("disposition"), "default"));
        Assert.Empty(Told);
    }

    [Fact]
    public async Task Sound_ThatTheContainerDoesNotTake_StaysBehindAndIsTold()
    {
        var input = Make($"-f lavfi -i testsrc2=size=96x64:rate=25:duration=1 {Sounds} -map 0 -map 1 -map 2 -c:v libx264 -c:a:0 pcm_s16le -c:a:1 aac in.mkv");
        await Rewrite(input, In("out.mp4"));
        Assert.Contains("pcm_s16le) stays behind", Assert.Single(Told), StringComparison.Ordinal);
        Assert.Equal("aac", Text(Stream(In("out.mp4"), "a:0"), "codec_name"));
        Assert.Equal(Times(input), Times(In("out.mp4")));
    }

    [Fact]
    public async Task Subtitles_BetweenContainers_TakeTheFormOfTheNewOne()
    {
        await File.WriteAllTextAsync(In("s.srt"), "1\n00:00:00,100 --> 00:00:00,900\nsharp at last\n\n", Cancel);
        var input = Make("-f lavfi -i testsrc2=size=96x64:rate=25:duration=1 -i s.srt -map 0 -map 1 -c:v libx264 -c:s srt in.mkv");
        await Rewrite(input, In("out.mp4"));
        Assert.Equal("mov_text", Text(Stream(In("out.mp4"), "s:0"), "codec_name"));
        Assert.Contains("mov_text", Assert.Single(Told), StringComparison.Ordinal);
        await Rewrite(In("out.mp4"), In("back.mkv"));
        Make("-i back.mkv -c:s srt back.srt");
        Assert.Contains("sharp at last", await File.ReadAllTextAsync(In("back.srt"), Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("in.mp4", "out.mp4")]
    [InlineData("in.mp4", "out.mkv")]
    [InlineData("in.mkv", "out.mov")]
    public async Task Metadata_AndChapters_GoAlong(string from, string to)
    {
        await File.WriteAllTextAsync(In("m.txt"), ";FFMETADATA1\ntitle=A Day\nartist=me\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=400\ntitle=one\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=400\nEND=1000\ntitle=two\n", Cancel);
        var input = Make($"-f lavfi -i testsrc2=size=96x64:rate=25:duration=1 -i m.txt -map 0 -map_metadata 1 -map_chapters 1 -c:v libx264 -metadata creation_time=2020-01-02T03:04:05Z {from}");
        await Rewrite(input, In(to));
        var made = Probe(In(to), "-show_format -show_chapters");
        Assert.Equal(("A Day", "me"), (Tag(made.GetProperty("format"), "title"), Tag(made.GetProperty("format"), "artist")));
        Assert.StartsWith("2020-01-02T03:04:05", Tag(made.GetProperty("format"), "creation_time"), StringComparison.Ordinal);
        Assert.Equal(["one", "two"], made.GetProperty("chapters").EnumerateArray().Select(chapter => Tag(chapter, "title")));
        Assert.Equal(["0.000000", "0.400000"], made.GetProperty("chapters").EnumerateArray().Select(chapter => Text(chapter, "start_time")));
        Assert.Empty(Told);
    }

    [Fact]
    public async Task ACover_IsNotTheVideo_AndStaysBehind()
    {
        Make("-f lavfi -i color=red:s=32x32 -frames:v 1 cover.png");
        var input = Make("-f lavfi -i testsrc2=size=96x64:rate=25:duration=1 -i cover.png -map 1 -map 0 -c:v:0 copy -disposition:v:0 attached_pic -c:v:1 libx264 in.mp4");
        await Rewrite(input, In("out.mp4"));
        Assert.Contains("cover picture", Assert.Single(Told), StringComparison.Ordinal);
        Assert.Equal("96", Text(Stream(In("out.mp4")), "width"));
        Assert.Equal(25, Times(In("out.mp4")).Length);
    }

    private static string?[] Languages(string path) => [Tag(Stream(path, "a:0"), "language"), Tag(Stream(path, "a:1"), "language")];

    private static string? Tag(JsonElement element, string name) => element.GetProperty("tags").EnumerateObject()
        .Where(tag => tag.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(tag => tag.Value.GetString()).FirstOrDefault();
}
