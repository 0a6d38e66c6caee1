using System.Text;
using FsCheck.Xunit;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Capture.Network;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture.Network;

public sealed class MultipartPicturesTests
{
    private static readonly byte[] PngSignature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public MultipartPicturesTests() => OpenCvRuntime.Prepare();

    public static TheoryData<string> Bodies => QuirkyStream.Bodies;

    /// <summary>However the body is cut into packets, and whether or not lengths are told, the pictures come out as they went in.</summary>
    [Property]
    public void Next_OfAnyPictures_GivesThemBack(byte[][] contents, FsCheck.PositiveInt packet, bool areJpegs, bool tellLengths)
    {
        var parts = contents.Select(content => areJpegs ? JpegOf(content) : [.. PngSignature, .. content, 0, 0, 0, 0]).ToList();
        using var body = new MemoryStream();
        foreach (var part in parts)
        {
            body.Write(Encoding.ASCII.GetBytes("--cut here\r\nContent-Type: image/jpeg\r\n"));
            if (tellLengths)
                body.Write(Encoding.ASCII.GetBytes($"content-length: {part.Length}\r\n"));
            body.Write("\r\n"u8);
            body.Write(part);
            body.Write("\r\n"u8);
        }
        body.Write("--cut here--\r\n"u8);
        using var packets = new Packets(body.ToArray(), packet.Get);
        var pictures = new MultipartPictures(packets);
        foreach (var part in parts)
        {
            Assert.True(pictures.Next(CancellationToken.None));
            Assert.Equal(part, pictures.Current.ToArray());
        }
        Assert.False(pictures.Next(CancellationToken.None));
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Next_OfAQuirkyStream_GivesAllItsPictures(string quirk)
    {
        foreach (var packet in (int[])[1, 7, 100, 1460, 100_000])
        {
            using var packets = new Packets(QuirkyStream.Body(quirk), packet);
            var pictures = new MultipartPictures(packets);
            var whole = 0;
            while (pictures.Next(CancellationToken.None))
            {
                using var decoded = OpenCvSharp.Cv2.ImDecode(pictures.Current, OpenCvSharp.ImreadModes.Color);
                whole += decoded.Empty() || decoded.At<OpenCvSharp.Vec3b>(47, 63).Item0 is < 118 or > 122 ? 0 : 1;
            }
            Assert.Equal(QuirkyStream.Pictures, whole);
        }
    }

    /// <summary>A viewer must not be a picture late: what has come whole is given before the next one begins.</summary>
    [Fact]
    public void Next_OfAWholePicture_WaitsForNothingBehindIt()
    {
        using var packets = new Packets([.. "--b\r\nContent-Type: image/jpeg\r\n\r\n"u8, .. QuirkyStream.Jpeg], 100);
        var pictures = new MultipartPictures(packets);
        Assert.True(pictures.Next(CancellationToken.None));
        Assert.Equal(QuirkyStream.Jpeg, pictures.Current.ToArray());
        Assert.Equal(0, packets.ReadsAtTheEnd);
    }

    [Fact]
    public void Next_BehindAPictureWithAnotherOneInItsPart_GivesTheNextPart()
    {
        byte[] part = [.. "--b\r\nContent-Type: image/jpeg\r\n\r\n"u8, .. QuirkyStream.Jpeg, .. TestVideo.Jpeg(new FrameSize(8, 8), 20), .. "\r\n"u8];
        using var packets = new Packets([.. part, .. part], 100);
        var pictures = new MultipartPictures(packets);
        for (var i = 0; i < 2; i++)
        {
            Assert.True(pictures.Next(CancellationToken.None));
            Assert.Equal(QuirkyStream.Jpeg, pictures.Current.ToArray());
        }
        Assert.False(pictures.Next(CancellationToken.None));
    }

    /// <summary>Damage in a picture, even a length in it that reaches over the next one, costs that picture only.</summary>
    [Fact]
    public void Next_OfADamagedPictureWhoseLengthIsTold_CostsThatPictureOnly()
    {
        var damaged = QuirkyStream.Jpeg.ToArray();
        (damaged[4], damaged[5]) = (0x7F, 0xFF); // the first segment reaches far beyond the picture
        var length = $"Content-Length: {damaged.Length}\r\n\r\n";
        byte[] head = [.. "--b\r\n"u8, .. Encoding.ASCII.GetBytes(length)];
        using var packets = new Packets([.. head, .. damaged, .. "\r\n"u8, .. Enumerable.Repeat((byte[])[.. head, .. QuirkyStream.Jpeg, .. "\r\n"u8], 100).SelectMany(static b => b)], 1000);
        var pictures = new MultipartPictures(packets);
        var whole = 0;
        while (pictures.Next(CancellationToken.None))
            whole += pictures.Current.SequenceEqual(QuirkyStream.Jpeg) ? 1 : 0;
        Assert.Equal(100, whole);
    }

    [Fact]
    public void Next_OfAPictureLargerThanTheBuffer_GrowsForIt()
    {
        byte[] part = [.. PngSignature, .. Enumerable.Repeat((byte)7, 3_000_000)];
        using var packets = new Packets([.. "--b\r\nA: b\r\n\r\n"u8, .. part, .. "\r\n--b\r\n"u8], 1000);
        var pictures = new MultipartPictures(packets);
        Assert.True(pictures.Next(CancellationToken.None));
        Assert.Equal(part, pictures.Current.ToArray());
    }

    [Fact]
    public void Next_OfAPictureWithoutEnd_Throws()
    {
        using var endless = new Endless();
        Assert.Throws<IOException>(() => new MultipartPictures(endless).Next(CancellationToken.None));
    }

    [Fact]
    public void Next_OfSomethingElse_Throws()
    {
        using var packets = new Packets(new byte[3_000_000], 10_000);
        Assert.Throws<IOException>(() => new MultipartPictures(packets).Next(CancellationToken.None));
    }

    [Fact]
    public void Next_OfABodyCutOffInAPicture_Ends()
    {
        using var packets = new Packets([.. "--b\r\nContent-Length: 50\r\n\r\n"u8, .. QuirkyStream.Jpeg[..40]], 10);
        Assert.False(new MultipartPictures(packets).Next(CancellationToken.None));
    }

    /// <summary>Anything between the markers of a JPEG.</summary>
    private static byte[] JpegOf(byte[] content) =>
        [0xFF, 0xD8, 0xFF, 0xE0, 0, (byte)(2 + Math.Min(200, content.Length)), .. content.Take(200), 0xFF, 0xDA, 0, 2,
            .. content.SelectMany(static b => b == 0xFF ? (byte[])[0xFF, 0] : [b]), 0xFF, 0xD9];

    /// <summary>A stream that gives at most so many bytes at a time.</summary>
    private sealed class Packets(byte[] content, int most) : MemoryStream(content)
    {
        public int ReadsAtTheEnd { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            ReadsAtTheEnd += Position == Length ? 1 : 0;
            return base.ReadAsync(buffer[..Math.Min(buffer.Length, most)], cancellationToken);
        }
    }

    /// <summary>A JPEG that begins and never ends.</summary>
    private sealed class Endless : MemoryStream
    {
        private bool _begun;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Clear();
            if (!_begun)
                QuirkyStream.Jpeg.AsSpan(0, 20).CopyTo(buffer.Span);
            _begun = true;
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
