using System.Text;
using FsCheck.Xunit;
using P2IKT.Live.Capture;

namespace P2IKT.Live.Tests.Capture;

public sealed class MultipartPicturesTests
{
    /// <summary>However the body is cut into packets, and whether or not lengths are told, the parts come out as they went in.</summary>
    [Property]
    public void Next_OfAnyParts_GivesThemBack(byte[][] parts, FsCheck.PositiveInt packet, bool tellLengths)
    {
        using var body = new MemoryStream();
        foreach (var part in parts)
        {
            body.Write(Encoding.ASCII.GetBytes("--cut here\r\nContent-Type: image/jpeg\r\n"));
            if (tellLengths && part.Length > 0)
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

    [Fact]
    public void Next_OfAPictureLargerThanTheBuffer_GrowsForIt()
    {
        var part = new byte[3_000_000];
        part.AsSpan().Fill(7);
        using var packets = new Packets([.. "--b\r\n\r\n"u8, .. part, .. "\r\n--b\r\n"u8], 1000);
        var pictures = new MultipartPictures(packets);
        Assert.True(pictures.Next(CancellationToken.None));
        Assert.Equal(part, pictures.Current.ToArray());
    }

    [Theory]
    [InlineData("--b\r\nContent-Length: 2000000000\r\n\r\n")]
    [InlineData("--b\r\nContent-Length: 0\r\n\r\n")]
    public void Next_OfAnAbsurdLength_Throws(string body)
    {
        using var packets = new Packets(Encoding.ASCII.GetBytes(body), 100);
        Assert.Throws<IOException>(() => new MultipartPictures(packets).Next(CancellationToken.None));
    }

    [Fact]
    public void Next_OfALineWithoutEnd_Throws()
    {
        using var packets = new Packets(new byte[100_000], 1000);
        Assert.Throws<IOException>(() => new MultipartPictures(packets).Next(CancellationToken.None));
    }

    [Fact]
    public void Next_OfABodyCutOffInAPicture_Ends()
    {
        using var packets = new Packets(Encoding.ASCII.GetBytes("--b\r\nContent-Length: 50\r\n\r\nonly this"), 10);
        Assert.False(new MultipartPictures(packets).Next(CancellationToken.None));
    }

    /// <summary>A stream that gives at most so many bytes at a time.</summary>
    private sealed class Packets(byte[] content, int most) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, most)], cancellationToken);
    }
}
