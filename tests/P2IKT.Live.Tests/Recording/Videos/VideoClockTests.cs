using System.Globalization;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Recording.Videos;

namespace P2IKT.Live.Tests.Recording.Videos;

/// <summary>Clocks that do not begin at zero, clocks that jump, and sound that keeps its distance from the picture.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class VideoClockTests : VideoTest
{
    private const string H264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p";
    private const double Frame = 0.04; // seconds

    [Theory]
    [InlineData("in.ts", "", 1.4)] // the muxer's own delay
    [InlineData("in.ts", "-output_ts_offset 90000", 90_000)] // a recorder that has been on for 25 hours
    [InlineData("in.ts", "-output_ts_offset 95442", -1)] // just before 33 bits are over
    [InlineData("in.m2ts", "-output_ts_offset 3600", 3600)]
    [InlineData("in.mpg", "-f vob", 0.5)]
    [InlineData("in.mkv", "-output_ts_offset 90000", 89_000)]
    [InlineData("in.flv", "-output_ts_offset 90000", 89_000)]
    [InlineData("in.mp4", "-output_ts_offset 90000 -movflags frag_keyframe+empty_moov+delay_moov", 89_000)]
    public async Task Clock_ThatIsFarFromZero_BeginsThere(string name, string how, double original)
    {
        var input = Film(name, how);
        Assert.True(FirstTime(input, "v:0") > original, "the original does not begin late");
        await Rewrite(input, In("out.mp4"));
        Assert.Empty(Told);
        Assert.InRange(Math.Min(FirstTime(In("out.mp4"), "v:0"), FirstTime(In("out.mp4"), "a:0")), 0, 0.0001);
        Assert.InRange(Sync(In("out.mp4")) - Sync(input), -0.0011, 0.0011);
        Assert.Equal(50, Times(In("out.mp4")).Length);
        Assert.InRange(double.Parse(Text(Probe(In("out.mp4"), "-show_format").GetProperty("format"), "duration"), CultureInfo.InvariantCulture), 1.9, 2.2);
    }

    [Theory]
    [InlineData("in.mp4", "-output_ts_offset 1.37")]
    [InlineData("in.mkv", "-output_ts_offset 5")]
    public async Task Gap_InFrontOfAFilm_Stays(string name, string how)
    {
        var input = Film(name, how);
        await Rewrite(input, In("out.mp4"));
        Assert.Equal(Times(input), Times(In("out.mp4")));
    }

    [Theory]
    [InlineData("ts", 0.3, "mp4")]
    [InlineData("ts", -0.3, "mp4")]
    [InlineData("ts", -0.3, "mkv")]
    [InlineData("mkv", 0.3, "mkv")]
    [InlineData("mkv", -0.3, "mp4")]
    [InlineData("mp4", 0.3, "mkv")]
    [InlineData("mp4", -0.3, "mp4")]
    [InlineData("flv", 0.3, "mp4")]
    [InlineData("avi", 0, "mov")]
    [InlineData("mpg", 0.3, "mp4")]
    [InlineData("wmv", 0.3, "mkv")]
    public async Task Sound_ThatBeginsAtAnotherTime_KeepsItsDistance(string from, double later, string to)
    {
        var codecs = from switch { "mpg" => "-c:v mpeg2video -c:a mp2", "wmv" => "-c:v wmv2 -c:a wmav2", "avi" => "-c:v mpeg4 -c:a pcm_s16le", _ => $"{H264} -c:a aac" };
        var input = Make(string.Create(CultureInfo.InvariantCulture,
            $"-f lavfi -i testsrc2=size=96x64:rate=25:duration=2 -itsoffset {later} -f lavfi -i sine=duration=2 -map 0 -map 1 {codecs} in.{from}"));
        await Rewrite(input, In($"out.{to}"));
        Assert.InRange(Sync(In($"out.{to}")) - Sync(input), -0.01, 0.01);
    }

    [Theory]
    [InlineData(100, 20)] // back
    [InlineData(20, 100)] // forth
    public async Task Recordings_JoinedOneAfterTheOther_PlayOneAfterTheOther(int first, int second)
    {
        Film("a.ts", $"-output_ts_offset {first}");
        Film("b.ts", $"-output_ts_offset {second}");
        await File.WriteAllBytesAsync(In("in.ts"), [.. await File.ReadAllBytesAsync(In("a.ts"), Cancel), .. await File.ReadAllBytesAsync(In("b.ts"), Cancel)], Cancel);
        var report = await Rewrite(In("in.ts"), In("out.mp4"));
        Assert.Empty(Told);
        Assert.Equal((100, 0), (report.Frames, report.AdjustedTimestamps));
        double[] pictures = Seconds(In("out.mp4"), "v:0"), sound = Seconds(In("out.mp4"), "a:0");
        Assert.All(pictures.Zip(pictures.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, Frame / 2, 2 * Frame));
        // The first frame of the second recording, and the first of its sound: as far apart as those of the first.
        Assert.InRange(sound[sound.Length / 2] - pictures[50] - (sound[0] - pictures[0]), -Frame, Frame);
    }

    [Theory]
    [InlineData("mpegts", 1.4, true)]
    [InlineData("mpeg", 0, true)]
    [InlineData("mov,mp4,m4a,3gp,3g2,mj2", 1.37, false)]
    [InlineData("matroska,webm", 11, true)]
    [InlineData("matroska,webm", -0.007, false)]
    public void Clock_OfAContainer_BeginsAtZeroWhereItsOwnSaysNothing(string format, double start, bool begins) =>
        Assert.Equal(begins, VideoClock.Of(format, start).BeginsAtZero);

    private string Film(string name, string how) => Make("-f lavfi -i testsrc2=size=96x64:rate=25:duration=2 -f lavfi -i sine=duration=2 "
        + (name.EndsWith(".mpg", StringComparison.Ordinal) ? "-c:v mpeg2video -c:a mp2" : $"{H264} -c:a aac") + $" {how} {name}");

    private static double Sync(string path) => FirstTime(path, "a:0") - FirstTime(path, "v:0");

    private static double FirstTime(string path, string stream) => Seconds(path, stream)[0];

    private static double[] Seconds(string path, string stream) => [.. Probe(path, $"-select_streams {stream} -show_packets").GetProperty("packets").EnumerateArray()
        .Where(packet => packet.TryGetProperty("pts_time", out _)) // a program stream dates not every picture
        .Select(packet => double.Parse(packet.GetProperty("pts_time").GetString()!, CultureInfo.InvariantCulture)).Order()];
}
