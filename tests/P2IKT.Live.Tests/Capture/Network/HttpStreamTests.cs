using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OpenCvSharp;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Capture.Network;
using P2IKT.Live.Capture.Streams;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture.Network;

[Trait(TestKind.Name, TestKind.Component)]
public sealed class HttpStreamTests : FrameTest
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Heads => QuirkyStream.Heads;

    [Theory]
    [MemberData(nameof(Heads))]
    public async Task Open_OfAnAnswerWithAnOddHead_GivesAllItsPictures(string head)
    {
        OpenCvRuntime.Prepare();
        await using var camera = new RawServer(_ => [.. QuirkyStream.Head(head), .. QuirkyStream.Body("plain")]);
        Assert.Equal(QuirkyStream.Pictures, Play(camera.Address()));
    }

    [Fact]
    public async Task Open_OfAChunkedAnswer_GivesAllItsPictures()
    {
        OpenCvRuntime.Prepare();
        var body = QuirkyStream.Body("plain");
        var chunks = body.Chunk(500).SelectMany(static chunk => (byte[])[.. Encoding.ASCII.GetBytes($"{chunk.Length:x} \r\n"), .. chunk, .. "\r\n"u8]);
        await using var camera = new RawServer(_ => [.. QuirkyStream.Head(Ok.Replace("\r\n\r\n", "\r\nTransfer-Encoding: Chunked\r\n\r\n", StringComparison.Ordinal)), .. chunks, .. "0\r\n\r\n"u8]);
        Assert.Equal(QuirkyStream.Pictures, Play(camera.Address()));
    }

    [Fact]
    public async Task Open_OfPictureAfterPictureWithoutBoundaries_GivesThemAll()
    {
        OpenCvRuntime.Prepare();
        await using var camera = new RawServer(_ => [.. "HTTP/1.1 200 OK\r\nContent-Type: video/x-motion-jpeg\r\n\r\n"u8, .. QuirkyStream.Body("no boundaries at all")]);
        Assert.Equal(QuirkyStream.Pictures, Play(camera.Address()));
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("png")]
    [InlineData("webp")]
    public async Task Open_OfASinglePicture_AsksForItAgainAndAgain(string format)
    {
        OpenCvRuntime.Prepare();
        using var picture = new Mat(QuirkyStream.Size.Height, QuirkyStream.Size.Width, MatType.CV_8UC3, Scalar.All(120));
        var snapshot = picture.ImEncode($".{format}");
        await using var camera = new RawServer(_ => [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: image/{format}\r\nContent-Length: {snapshot.Length}\r\n\r\n"), .. snapshot]);
        Assert.Equal(4, Play(camera.Address(), most: 4));
        Assert.Equal(4, camera.Requests.Count);
    }

    /// <summary>Some cameras let in only who comes back with what they gave him.</summary>
    [Fact]
    public async Task Open_OfARedirectionWithACookie_BringsItBack()
    {
        OpenCvRuntime.Prepare();
        await using var camera = new RawServer(static request => request.Contains("Cookie: session=7", StringComparison.Ordinal)
            ? [.. QuirkyStream.Head(Ok), .. QuirkyStream.Body("plain")]
            : "HTTP/1.1 302 Found\r\nLocation: /video\r\nSet-Cookie: session=7; Path=/\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
        Assert.Equal(QuirkyStream.Pictures, Play(camera.Address()));
    }

    /// <summary>A camera that has to be asked for each picture is left alone while nobody watches.</summary>
    [Theory]
    [InlineData("image/jpeg", true)]
    [InlineData("multipart/x-mixed-replace; boundary=frame", false)]
    public async Task Open_OfASinglePicture_CostsUnwatched(string media, bool costs)
    {
        OpenCvRuntime.Prepare();
        await using var camera = new RawServer(_ => [.. QuirkyStream.Head($"HTTP/1.1 200 OK\r\nContent-Type: {media}\r\n\r\n"), .. QuirkyStream.Body("plain")]);
        using var reader = HttpStream.Open(camera.Address(), pin: null, Timeout, Timeout, Cancel);
        Assert.Equal(costs, ((MjpegReader)reader).CostsUnwatched);
    }

    [Theory]
    [InlineData("Basic realm=\"cam\"")]
    [InlineData("Digest realm=\"cam\", nonce=\"abc123\", algorithm=MD5")]
    [InlineData("Digest realm=\"cam\", qop=\"auth\", nonce=\"abc123\"")]
    public async Task Open_OfACameraThatWantsAPassword_KeepsItOnARedirection(string challenge)
    {
        OpenCvRuntime.Prepare();
        await using var camera = new RawServer(request =>
            !request.Contains("\r\nAuthorization: ", StringComparison.Ordinal) ? QuirkyStream.Head($"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: {challenge}\r\nContent-Length: 0\r\n\r\n")
            : request.StartsWith("GET /first ", StringComparison.Ordinal) ? "HTTP/1.1 302 Found\r\nLocation: /second\r\nContent-Length: 0\r\n\r\n"u8.ToArray()
            : [.. QuirkyStream.Head(Ok), .. QuirkyStream.Body("plain")]);
        Assert.Equal(QuirkyStream.Pictures, Play(camera.Address("first", "admin:p%40ss@")));
        var sent = camera.Requests.Last().Split("\r\n").Single(static line => line.StartsWith("Authorization:", StringComparison.Ordinal));
        if (challenge.StartsWith("Basic", StringComparison.Ordinal))
            Assert.EndsWith(Convert.ToBase64String("admin:p@ss"u8), sent, StringComparison.Ordinal);
        else
            Assert.Contains(Response(sent, "p@ss"), sent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")] // another name
    [InlineData("127.0.0.1")] // another port
    public async Task Open_OfARedirectionElsewhere_LeavesThePasswordBehindAndSaysSo(string host)
    {
        OpenCvRuntime.Prepare();
        await using var other = new RawServer(_ => QuirkyStream.Head("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"mine\"\r\nContent-Length: 0\r\n\r\n"));
        await using var camera = new RawServer(request =>
            !request.Contains("\r\nAuthorization: ", StringComparison.Ordinal) ? QuirkyStream.Head("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"cam\"\r\nContent-Length: 0\r\n\r\n")
            : QuirkyStream.Head($"HTTP/1.1 302 Found\r\nLocation: http://x:y@{host}:{other.Port}/video\r\nContent-Length: 0\r\n\r\n"));
        var refused = Assert.Throws<CaptureException>(() => Play(camera.Address("", "admin:geheim@")));
        Assert.Single(other.Requests);
        Assert.All(other.Requests, static request => Assert.DoesNotContain("Authorization", request, StringComparison.OrdinalIgnoreCase));
        Assert.Contains($"it redirects to {host}:{other.Port}", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("401 Unauthorized", "", "USER:PASSWORD@")]
    [InlineData("401 Unauthorized", "admin:geheim@", "%40")]
    [InlineData("302 Found\r\nLocation: rtsp://admin:geheim@10.0.0.7/live", "", "rtsp://***@10.0.0.7/live")]
    [InlineData("200 OK\r\nContent-Type: text/html", "", "it sends text/html")]
    [InlineData("404 Not\u001b[31m Found", "", "404 Not?[31m Found")]
    public async Task Open_OfARefusal_SaysWhatToDo(string status, string credentials, string reported)
    {
        await using var camera = new RawServer(_ => QuirkyStream.Head($"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n"));
        var refused = Assert.Throws<CaptureException>(() => Play(camera.Address("video?pwd=geheim", credentials)));
        Assert.Equal(FaultKind.NotAvailable, refused.Kind);
        Assert.Contains(reported, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_OfACertificateThatNobodySigned_SaysWithWhichPinItIsAccepted()
    {
        OpenCvRuntime.Prepare();
        await using var camera = new RawServer(_ => [.. QuirkyStream.Head(Ok), .. QuirkyStream.Body("plain")], RawServer.SelfSigned());
        var refused = Assert.Throws<CaptureException>(() => Play(camera.Address()));
        Assert.Empty(camera.Requests); // no password went anywhere
        var pin = refused.Message[(refused.Message.IndexOf("pin=", StringComparison.Ordinal) + 4)..][..64];
        Assert.Contains("self-signed", refused.Message, StringComparison.Ordinal);

        var uri = FrameSources.Registry.Parse($"{camera.Address("video")}?a=1&pin={pin}", static _ => false);
        Assert.Equal(QuirkyStream.Pictures, Play(new Uri(uri.Target), uri.Options.Get(NetworkProvider.Pin, "")));
        Assert.StartsWith("GET /video?a=1 HTTP", camera.Requests.Last(), StringComparison.Ordinal); // the pin is not the camera's business
    }

    [Fact]
    public async Task Open_OfAnotherCertificateThanThePinnedOne_IsRefused()
    {
        await using var camera = new RawServer(_ => [], RawServer.SelfSigned());
        var refused = Assert.Throws<CaptureException>(() => Play(camera.Address(), new string('0', 64)));
        Assert.Contains("not the pinned one", refused.Message, StringComparison.Ordinal);
        Assert.Empty(camera.Requests);
    }

    [Fact]
    public async Task Open_OverTlsOfAPortWithout_SaysWhatFailed()
    {
        await using var camera = new RawServer(_ => []);
        var refused = Assert.Throws<CaptureException>(() => Play(new Uri(camera.Address().ToString().Replace("http:", "https:", StringComparison.Ordinal))));
        Assert.DoesNotContain("inner exception", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_WithAProxy_GoesRoundItOnTheLocalNetworkOnly()
    {
        OpenCvRuntime.Prepare();
        await using var camera = new RawServer(_ => [.. QuirkyStream.Head(Ok), .. QuirkyStream.Body("plain")]);
        await using var proxy = new RawServer(_ => [.. QuirkyStream.Head(Ok), .. QuirkyStream.Body("plain")]);
        var through = new WebProxy(proxy.Address());
        Assert.Equal(QuirkyStream.Pictures, Play(camera.Address(), proxy: through));
        Assert.Equal(QuirkyStream.Pictures, Play(camera.Address(host: "localhost"), proxy: through));
        Assert.Empty(proxy.Requests);
        Assert.Equal(QuirkyStream.Pictures, Play(new Uri("http://203.0.113.7/video"), proxy: through)); // for documentation only (RFC 5737)
        Assert.Single(proxy.Requests);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.31.0.1", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("192.168.1.20", true)]
    [InlineData("169.254.7.7", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:192.168.1.20", true)]
    [InlineData("fe80::1%1", true)]
    [InlineData("fd12::1", true)]
    [InlineData("8.8.8.8", false)]
    [InlineData("2001:db8::1", false)]
    public void LocalNetwork_Holds(string address, bool holds) => Assert.Equal(holds, LocalNetwork.Holds(IPAddress.Parse(address)));

    /// <summary>A few bytes that claim 12,600 x 12,600: refused by their header, before a decoder takes memory for them.</summary>
    [Fact]
    public async Task Open_OfAPictureThatClaimsTooMuch_IsRefusedByItsHeader()
    {
        OpenCvRuntime.Prepare();
        var bomb = Claiming(QuirkyStream.Jpeg, 12_600, 12_600);
        await using var camera = new RawServer(_ => [.. QuirkyStream.Head(Ok), .. "--frame\r\nContent-Type: image/jpeg\r\n\r\n"u8, .. bomb, .. "\r\n--frame\r\n"u8]);
        var refused = Assert.Throws<CaptureException>(() => Play(camera.Address()));
        Assert.Contains("12600x12600", refused.Message, StringComparison.Ordinal);
        Assert.Contains("megapixels at most", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_WithAPictureThatClaimsTooMuchInIt_GoesOnWithoutIt()
    {
        OpenCvRuntime.Prepare();
        byte[] head = [.. "--frame\r\nContent-Type: image/jpeg\r\n\r\n"u8];
        await using var camera = new RawServer(_ => [.. QuirkyStream.Head(Ok), .. head, .. QuirkyStream.Jpeg, .. head, .. Claiming(QuirkyStream.Jpeg, 12_600, 12_600), .. head, .. QuirkyStream.Jpeg, .. head]);
        Assert.Equal(2, Play(camera.Address()));
    }

    [Fact]
    public async Task Open_OfAVideo_PlaysItThroughFfmpeg()
    {
        Assert.SkipWhen(FfmpegProgram.Path is null, "Needs the program ffmpeg.");
        // Of which ffmpeg looks at the first five seconds before it begins.
        var video = Made("testsrc=size=64x48:rate=25", "mpegts", "mpeg2video", frames: 400);
        await using var camera = new RawServer(_ => [.. "HTTP/1.1 200 OK\r\nContent-Type: video/mp2t\r\n\r\n"u8, .. video]);
        Assert.InRange(Play(camera.Address()), QuirkyStream.Pictures, 400);
    }

    [Fact]
    public async Task Open_OfAVideoThatClaimsTooMuch_IsRefused()
    {
        Assert.SkipWhen(FfmpegProgram.Path is null, "Needs the program ffmpeg.");
        var video = Made("color=size=5200x4000:rate=1", "nut", "png", frames: 1);
        await using var camera = new RawServer(_ => [.. "HTTP/1.1 200 OK\r\nContent-Type: video/x-nut\r\n\r\n"u8, .. video]);
        Assert.Throws<CaptureException>(() => Play(camera.Address()));
    }

    [Fact]
    public async Task Open_OfAPlaylist_ReadsNoFileThatItNames()
    {
        Assert.SkipWhen(FfmpegProgram.Path is null, "Needs the program ffmpeg.");
        using var clips = new TestVideo();
        var clip = clips.Mp4();
        await using var camera = new RawServer(_ => QuirkyStream.Head($"HTTP/1.1 200 OK\r\nContent-Type: application/vnd.apple.mpegurl\r\n\r\n#EXTM3U\n#EXTINF:1,\nfile://{clip}\n#EXT-X-ENDLIST\n"));
        Assert.Throws<CaptureException>(() => Play(camera.Address()));
    }

    private static byte[] Made(string picture, string format, string codec, int frames)
    {
        using var maker = FfmpegProcess.Start(FfmpegProgram.Path!,
            ["-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", picture, "-frames:v", $"{frames}", "-c:v", codec, "-f", format, "pipe:1"], reads: true);
        var made = new MemoryStream();
        maker.Output.CopyTo(made);
        return made.ToArray();
    }

    /// <summary>The same picture with another size in its frame header.</summary>
    private static byte[] Claiming(byte[] jpeg, ushort width, ushort height)
    {
        var claiming = jpeg.ToArray();
        var frame = claiming.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(claiming.AsSpan(frame + 5), height);
        BinaryPrimitives.WriteUInt16BigEndian(claiming.AsSpan(frame + 7), width);
        return claiming;
    }

    /// <summary>What the header of a digest has to hold (RFC 7616, section 3.4.1, with MD5).</summary>
    private static string Response(string header, string password)
    {
        var fields = header["Authorization: Digest ".Length..].Split(", ").Select(static f => f.Split('=', 2)).ToDictionary(static f => f[0], static f => f[1].Trim('"'));
        var (first, second) = (Md5($"admin:cam:{password}"), Md5($"GET:{fields["uri"]}"));
        var response = fields.TryGetValue("qop", out var quality)
            ? Md5($"{first}:{fields["nonce"]}:{fields["nc"]}:{fields["cnonce"]}:{quality}:{second}")
            : Md5($"{first}:{fields["nonce"]}:{second}");
        return $"response=\"{response}\"";

#pragma warning disable CA5351 // what cameras ask for
        static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351
    }

    /// <summary>Opens a stream and counts its frames.</summary>
    private int Play(Uri address, string? pin = null, WebProxy? proxy = null, int most = int.MaxValue)
    {
        using var reader = HttpStream.Open(address, pin, Timeout, Timeout, Cancel, proxy);
        Assert.True(Pool(reader.Size.Width, reader.Size.Height).TryRent(out var draft));
        using (draft)
        {
            var frames = 0;
            while (frames < most && reader.Grab(Cancel))
                frames += reader.Retrieve(draft) ? 1 : 0;
            return frames;
        }
    }
}
