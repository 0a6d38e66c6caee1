using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture.Network;

public sealed class AddressSecretsTests
{
    private static readonly Func<string, bool> Nothing = static _ => false;

    [Theory]
    [InlineData("rtsp://user:secret@cam/stream", "rtsp://***@cam/stream")]
    [InlineData("http://secret@cam/stream", "http://***@cam/stream")]
    [InlineData("http://cam/video?user=secret&pwd=secret&channel=1", "http://cam/video?user=***&pwd=***&channel=1")]
    [InlineData("http://cam/video?channel=1&PassWord=se%20cret", "http://cam/video?channel=1&PassWord=***")]
    [InlineData("http://cam/videostream.cgi?loginuse=secret&loginpas=secret", "http://cam/videostream.cgi?loginuse=***&loginpas=***")]
    [InlineData("http://cam/video?usr=secret&psw=secret;passwd=secret&quality=3", "http://cam/video?usr=***&psw=***;passwd=***&quality=3")]
    [InlineData("http://cam/video?access_token=secret", "http://cam/video?access_token=***")]
    [InlineData("rtsp://cam:554/user=secret&password=secret&channel=1&stream=0.sdp", "rtsp://cam:554/user=***&password=***&channel=1&stream=0.sdp")]
    [InlineData("rtsp://cam/user=secret_password=se_cret_channel=1_stream=0.sdp", "rtsp://cam/user=***_password=***_channel=1_stream=0.sdp")]
    [InlineData("http://cam/video?resolution=640x480", "http://cam/video?resolution=640x480")]
    public void Redact_OfAnAddress_HidesItsSecretsOnly(string address, string shown) => Assert.Equal(shown, AddressSecrets.Redact(new Uri(address)));

    [Theory]
    [InlineData("http://admin:s@cr/t@10.0.0.7/video")]
    [InlineData("http://admin:secr#t@10.0.0.7/video")]
    [InlineData("http://admin:secr/t@10.0.0.7/video")]
    [InlineData("rtsp://admin:secr?t@10.0.0.7/video")]
    [InlineData("rtsps://admin:se\\crt@10.0.0.7/video")]
    [InlineData("http://admin:12#secrt@10.0.0.7/video")] // would be the host "admin", port 12
    [InlineData("http://admin:12/secrt@10.0.0.7/video")]
    [InlineData("http://admin:/secr=t@10.0.0.7/video")]
    [InlineData("http://admin:12#secrt@cam.example?/video")]
    [InlineData("http://admin:12?secrt@cam.example:8080/video")]
    [InlineData("http://admin:secrt@cam:12/secrt@10.0.0.7/video")]
    public void Parse_OfAPasswordThatIsNotEscaped_HintsAtHowToAndNeverRepeatsIt(string text)
    {
        var refused = Assert.Throws<CaptureException>(() => FrameSources.Registry.Parse(text, Nothing));
        Assert.Equal(FaultKind.WrongUsage, refused.Kind);
        Assert.Contains("%40", refused.Message, StringComparison.Ordinal);
        Assert.Contains("/video", refused.Message, StringComparison.Ordinal);
        foreach (var part in (string[])["secr", "s@cr", "crt", "admin:", ":12"])
            Assert.DoesNotContain(part, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://10.0.0.7/video@2x")]
    [InlineData("http://cam/stream@hd")]
    [InlineData("http://cam/video?mail=me@example.org")]
    [InlineData("http://cam:8080/logo@2.jpg")]
    [InlineData("http://admin:p%40ss@10.0.0.7/video")]
    public void Parse_OfAnAtElsewhere_IsNotAPassword(string text) => Assert.Equal(text, FrameSources.Registry.Parse(text, Nothing).Target);

    [Theory]
    [InlineData("htpp://admin:secret@10.0.0.7/video")]
    [InlineData("admin:secret@10.0.0.7/video")]
    [InlineData("webcam://cam/video?pwd=secret")]
    public void Parse_OfAnUnknownScheme_RepeatsNoPassword(string text) =>
        Assert.DoesNotContain("secret", Assert.Throws<CaptureException>(() => FrameSources.Registry.Parse(text, Nothing)).Message, StringComparison.Ordinal);

    /// <summary>What ffmpeg says of an address: as it was given, put together anew, or a piece of it.</summary>
    [Theory]
    [InlineData("rtsp://user:se%40cret@cam/film: Connection refused", "rtsp://***@cam/film: Connection refused")]
    [InlineData("[tcp @ 0x55] Connection to tcp://user:se%40cret@cam:554?timeout=0 failed", "[tcp @ 0x55] Connection to tcp://***@cam:554?timeout=0 failed")]
    [InlineData("cannot log in with 'se@cret' or se%40cret", "cannot log in with '***' or ***")]
    [InlineData("http://other/x?password=another failed", "http://other/x?password=*** failed")]
    public void RedactText_OfWhatIsSaidAboutAnAddress_HidesItsSecrets(string said, string hidden) =>
        Assert.Equal(hidden, AddressSecrets.RedactText(said, new Uri("rtsp://user:se%40cret@cam/film")));
}
