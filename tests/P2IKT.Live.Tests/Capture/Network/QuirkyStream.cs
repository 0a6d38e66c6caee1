using System.Text;
using OpenCvSharp;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture.Network;

/// <summary>Streams of pictures as cameras send them, each by a name; every one of them is played by ffmpeg or a browser.</summary>
internal static class QuirkyStream
{
    public const int Pictures = 5;
    public static readonly FrameSize Size = new(64, 48);

    private const string Multipart = "multipart/x-mixed-replace; boundary=frame";

    /// <summary>Names of the quirks of the body.</summary>
    public static TheoryData<string> Bodies =>
    [
        "plain", "bare line feeds", "bare line feeds and lengths", "no line end before the boundary", "no line end and lengths", "no lengths", "length 0 in between",
        "length 0 first", "two lengths", "two lengths, one 0", "blank before the colon", "length 2 too long", "length 2 too short", "length ten times too long",
        "length -1", "no boundary at first", "boundary behind the picture", "boundary without dashes", "boundary twice", "boundary with colon", "lines before the first",
        "other pictures", "no boundaries at all", "no end marker", "text parts in between", "junk before the picture", "a picture broken off", "blank lines behind",
    ];

    /// <summary>Lines of heads that are odd; the body is plain.</summary>
    public static TheoryData<string> Heads =>
    [
        $"HTTP/1.1 200 OK\r\nContent-Type: {Multipart}\r\n\r\n",
        $"HTTP/1.0 200 OK\r\nContent-Type: {Multipart}\r\n\r\n",
        $"HTTP/1.1 200\r\nContent-Type: {Multipart}\r\n\r\n",
        $"ICY 200 OK\r\nContent-Type: {Multipart}\r\n\r\n",
        $"HTTP/1.1 200 OK\nContent-Type: {Multipart}\n\n",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type:\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace;boundary=--video boundary--\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=foo:bar\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame;\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n",
        $"HTTP/1.1 200 OK\r\nServer: GoaHead\r\nTue, 12 Jun 2012 01:56:34 GMT\r\nContent-Type: {Multipart}\r\n\r\n",
        $"HTTP/1.1 200 OK\r\nServer Some Camera v1.0\r\nContent-Type: {Multipart}\r\n\r\n",
        $"HTTP/1.1 200 OK\r\nServer: Kamera\xc3\xa9\x01\r\n: nothing\r\nContent-Type: {Multipart}\r\n\r\n",
        $"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 7\r\nContent-Type: {Multipart}\r\n\r\n",
    ];

    public static byte[] Jpeg { get; } = TestVideo.Jpeg(Size, 120);

    public static byte[] Head(string text) => Encoding.Latin1.GetBytes(text);

    public static byte[] Body(string quirk)
    {
        var body = new MemoryStream();
        if (quirk == "length 0 first")
            body.Write(Part([], "--frame", "\r\n", "Content-Length: 0\r\n"));
        if (quirk == "lines before the first")
            body.Write("This is a multi-part message.\r\n--------\r\n\r\n"u8);
        for (var i = 0; i < Pictures; i++)
            body.Write(OnePart(quirk, i));
        if (quirk != "no boundaries at all")
            body.Write("--frame\r\n"u8);
        return body.ToArray();
    }

    private static byte[] OnePart(string quirk, int n)
    {
        var length = $"Content-Length: {Jpeg.Length}\r\n";
        switch (quirk)
        {
            case "bare line feeds": return Part(Jpeg, "--frame", "\n", "");
            case "bare line feeds and lengths": return Part(Jpeg, "--frame", "\n", $"Content-Length: {Jpeg.Length}\n");
            case "no line end before the boundary": return Part(Jpeg, "--frame", "\r\n", "", tail: "");
            case "no line end and lengths": return Part(Jpeg, "--frame", "\r\n", length, tail: "");
            case "no lengths": return Part(Jpeg, "--frame", "\r\n", "");
            case "length 0 in between": return [.. Part(Jpeg, "--frame", "\r\n", length), .. Part([], "--frame", "\r\n", "Content-Length: 0\r\n")];
            case "two lengths": return Part(Jpeg, "--frame", "\r\n", length + length);
            case "two lengths, one 0": return Part(Jpeg, "--frame", "\r\n", $"Content-Length: 0\r\n{length}");
            case "blank before the colon": return Part(Jpeg, "--frame", "\r\n", $"Content-Length : {Jpeg.Length}\r\n");
            case "length 2 too long": return Part(Jpeg, "--frame", "\r\n", $"Content-Length: {Jpeg.Length + 2}\r\n");
            case "length 2 too short": return Part(Jpeg, "--frame", "\r\n", $"Content-Length: {Jpeg.Length - 2}\r\n");
            case "length ten times too long": return Part(Jpeg, "--frame", "\r\n", $"Content-Length: {Jpeg.Length * 10}\r\n");
            case "length -1": return Part(Jpeg, "--frame", "\r\n", "Content-Length: -1\r\n");
            case "no boundary at first": return n == 0 ? Part(Jpeg, "--frame", "\r\n", length)[9..] : Part(Jpeg, "--frame", "\r\n", length);
            case "boundary behind the picture": return [.. Part(Jpeg, "", "\r\n", length)[2..], .. "--frame\r\n"u8];
            case "boundary without dashes": return Part(Jpeg, "myboundary", "\r\n", length);
            case "boundary twice": return [.. "--frame\r\n"u8, .. Part(Jpeg, "--frame", "\r\n", length)];
            case "boundary with colon": return Part(Jpeg, "--foo:bar", "\r\n", length);
            case "other pictures": return Part(Png(), "--frame", "\r\n", n == 0 ? $"Content-Length: {Png().Length}\r\n" : "");
            case "no boundaries at all": return Jpeg;
            case "no end marker": return Part(Jpeg[..^2], "--frame", "\r\n", $"Content-Length: {Jpeg.Length - 2}\r\n");
            case "text parts in between":
                return [.. Part("<time>\r\nx: y\r\n\r\n</time>"u8.ToArray(), "--frame", "\r\n", "Content-Length: 24\r\n"), .. Part(Jpeg, "--frame", "\r\n", "")];
            case "junk before the picture": return Part([0, 1, 2, 3, .. Jpeg], "--frame", "\r\n", "");
            case "a picture broken off": return [.. Part(Jpeg[..(Jpeg.Length / 2)], "--frame", "\r\n", ""), .. Part(Jpeg, "--frame", "\r\n", "")];
            case "blank lines behind": return Part(Jpeg, "--frame", "\r\n", "X-Timestamp: 1.5\r\n", tail: "\r\n\r\n");
            default: return Part(Jpeg, "--frame", "\r\n", length);
        }
    }

    private static byte[] Part(byte[] content, string boundary, string lineEnd, string more, string? tail = null) =>
        [.. Encoding.ASCII.GetBytes($"{boundary}{lineEnd}Content-Type: image/jpeg{lineEnd}{more}{lineEnd}"), .. content, .. Encoding.ASCII.GetBytes(tail ?? lineEnd)];

    private static byte[] Png()
    {
        using var picture = new Mat(Size.Height, Size.Width, MatType.CV_8UC3, Scalar.All(120));
        return picture.ImEncode(".png");
    }
}
