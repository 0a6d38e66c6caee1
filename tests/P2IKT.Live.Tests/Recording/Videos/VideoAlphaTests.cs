namespace P2IKT.Live.Tests.Recording.Videos;

/// <summary>Alpha goes by the network into codecs that hold it; where it cannot, that is told.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class VideoAlphaTests : VideoTest
{
    private const string Gradient = "-f lavfi -i testsrc2=size=96x64:rate=25:duration=0.4,format=yuva444p,geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)':a='mod(X*2+N*9,256)'";

    [Theory]
    [InlineData("in.mov", "-c:v prores_ks -profile:v 4444 -alpha_bits 16 -pix_fmt yuva444p10le", "", "ffv1", "out.mkv", 1)]
    [InlineData("in.mov", "-c:v prores_ks -profile:v 4444 -alpha_bits 16 -pix_fmt yuva444p10le", "", "prores", "out.mov", 1)]
    [InlineData("in.mov", "-c:v qtrle -pix_fmt argb", "", "prores", "out.mov", 1)]
    [InlineData("in.mkv", "-c:v ffv1 -pix_fmt bgra", "", "ffv1", "out.mkv", 0)]
    [InlineData("in.webm", "-c:v libvpx-vp9 -lossless 1 -pix_fmt yuva420p", "-c:v libvpx-vp9", "ffv1", "out.mkv", 0)]
    [InlineData("in.webm", "-c:v libvpx -auto-alt-ref 0 -pix_fmt yuva420p", "-c:v libvpx", "ffv1", "out.mkv", 0)]
    public async Task Alpha_InACodecThatHoldsIt_IsTheOriginals(string name, string how, string decoder, string codec, string output, int tolerance)
    {
        var input = Make($"{Gradient} {how} {name}");
        var seen = new List<int>();
        await Rewrite(input, In(output), codec, (source, sharp) =>
        {
            Identity(source, sharp);
            seen.Add(source.Pixels.Length);
        });
        byte[] before = Alpha(input, decoder), after = Alpha(In(output), "");
        Assert.Equal(10 * 96 * 64, before.Length);
        Assert.True(before.Distinct().Count() > 40, "the original has no gradient");
        Assert.Equal(before.Length, after.Length);
        Assert.All(before.Zip(after), pair => Assert.InRange(pair.Second - pair.First, -tolerance, tolerance));
        Assert.DoesNotContain(Told, reported => reported.Contains("alpha", StringComparison.Ordinal));
        Assert.All(seen, length => Assert.Equal(96 * 64 * 3, length));
    }

    [Theory]
    [InlineData("in.mov", "-c:v prores_ks -profile:v 4444 -pix_fmt yuva444p10le")]
    [InlineData("in.webm", "-c:v libvpx-vp9 -pix_fmt yuva420p")]
    public async Task Alpha_InACodecThatHoldsNone_IsTold(string name, string how)
    {
        var input = Make($"{Gradient} {how} {name}");
        await Rewrite(input, In("out.mp4"));
        Assert.Contains(Told, reported => reported.Contains("alpha", StringComparison.Ordinal) && reported.Contains("prores and ffv1 do", StringComparison.Ordinal));
        Assert.Equal(10, Times(In("out.mp4")).Length);
    }

    [Fact]
    public async Task AVideo_WithoutAlpha_IsToldNothing()
    {
        var input = Make("-f lavfi -i testsrc2=size=96x64:rate=25:duration=0.4 -c:v ffv1 -pix_fmt bgr0 in.mkv");
        await Rewrite(input, In("out.mp4"));
        Assert.Empty(Told);
    }

    private static byte[] Alpha(string path, string decoder)
    {
        var bgra = Pixels(path, "-vf format=bgra -pix_fmt bgra", decoder);
        return [.. Enumerable.Range(0, bgra.Length / 4).Select(i => bgra[(i * 4) + 3])];
    }
}
