using System.Text;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.BuiltIn;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Capture.Jpeg;
using P2IKT.Live.Capture.Network;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture.Network;

/// <summary>What comes from the network or the user, changed at random: seeded, so that a failure comes again, and bounded.</summary>
public sealed class NetworkFuzzTests
{
    private const int Rounds = 3000;
    private const string Letters = "aZ09@#/?:%&;._-+= \\[]ä";
    private static readonly byte[] Telling = [0, (byte)'\r', (byte)'\n', (byte)':', (byte)'-', (byte)'@', (byte)'/', (byte)'?', (byte)'#', (byte)'%', 0x7F, 0xC0, 0xD8, 0xD9, 0xDA, 0xFF];

    public NetworkFuzzTests() => OpenCvRuntime.Prepare();

    [Fact]
    public void Multipart_OfAnyBytes_EndsOrIsRefused()
    {
        var random = new Random(1);
        var quirks = QuirkyStream.Bodies.Select(static row => QuirkyStream.Body(row.Data)).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            var content = Changed(quirks[round % quirks.Count], random);
            using var body = new Packets(content, random.Next(1, 3000));
            var pictures = new MultipartPictures(body);
            try
            {
                var count = 0;
                while (pictures.Next(CancellationToken.None))
                {
                    Assert.InRange(pictures.Current.Length, 1, content.Length);
                    PictureHeader.TryReadSize(pictures.Current, out _);
                    Assert.True(++count <= content.Length, $"No progress in round {round}.");
                }
            }
            catch (IOException)
            {
                // Refused.
            }
        }
    }

    [Fact]
    public void Jpeg_WalkedInPieces_EndsWhereItEndsInOnePiece()
    {
        var random = new Random(2);
        for (var round = 0; round < Rounds; round++)
        {
            byte[] jpeg = [0xFF, 0xD8, .. Changed(QuirkyStream.Jpeg[2..], random)];
            var whole = new JpegEnd();
            var expected = (whole.Advance(jpeg), whole.Position);
            var pieces = new JpegEnd();
            var progress = JpegProgress.Incomplete;
            for (var length = 2; length <= jpeg.Length && progress == JpegProgress.Incomplete; length = length == jpeg.Length ? length + 1 : Math.Min(jpeg.Length, length + random.Next(1, 50)))
                progress = pieces.Advance(jpeg.AsSpan(0, length));
            Assert.Equal(expected, (progress, pieces.Position));
        }
    }

    [Fact]
    public void Header_OfAnyPicture_IsReadOrRefused()
    {
        var random = new Random(3);
        byte[][] pictures = [QuirkyStream.Jpeg, Encoded(".png"), Encoded(".webp"), Encoded(".tiff")];
        foreach (var picture in pictures)
        {
            for (var round = 0; round < Rounds; round++)
            {
                var changed = Changed(picture, random);
                if (PictureHeader.TryReadSize(changed, out var size))
                    Assert.InRange(size.Pixels, 1, (long)FrameSize.MaxSide * FrameSize.MaxSide);
                JpegPicture.TryReadSize(changed, out _);
            }
        }
    }

    [Fact]
    public void Head_OfAnyAnswer_BecomesOneThatIsWellFormedOrNone()
    {
        var random = new Random(4);
        var heads = QuirkyStream.Heads.Select(static row => QuirkyStream.Head(row.Data)).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            if (RepairedHead.Repair(Changed(heads[round % heads.Count], random)) is not { } repaired)
                continue;
            var lines = Encoding.Latin1.GetString(repaired).Split("\r\n");
            Assert.Matches("^HTTP/1\\.1 [1-9][0-9]{2} [ -~]*$", lines[0]);
            Assert.All(lines[1..^2], static line => Assert.Matches("^[A-Za-z-]+: [ -~]*$", line));
            Assert.Equal(["", ""], lines[^2..]);
        }
    }

    /// <summary>Wherever a character is lost or put in: a password is never shown.</summary>
    [Fact]
    public void Source_OfAnyText_NeverShowsItsPassword()
    {
        var random = new Random(5);
        string[] addresses = ["http://admin:{0}@10.0.0.7:8080/video?size=2", "rtsp://10.0.0.7/live?user=admin&pwd={1}&channel=1", "rtsps://admin:{0}@cam.example/user=admin_password={1}_channel=1", "https://cam/x?token={1}"];
        for (var round = 0; round < Rounds; round++)
        {
            var secret = $"{Any(random)}hemligt{Any(random)}";
            var text = string.Format(null, addresses[round % addresses.Length], secret, Uri.EscapeDataString(secret));
            var shown = FrameSources.Registry.TryParse(text, static _ => false, out var uri, out var problem)
                ? AddressSecrets.Redact(new Uri(uri.Target))
                : problem;
            Assert.DoesNotContain("hemligt", shown, StringComparison.Ordinal);
            Assert.Equal(uri, uri is null ? null : FrameSources.Registry.Parse(uri.ToString(), static _ => false));
        }

        static string Any(Random random) => new([.. Enumerable.Range(0, random.Next(4)).Select(_ => Letters[random.Next(Letters.Length)])]);
    }

    [Fact]
    public void Line_OfFfmpegAboutAnyAddress_NeverShowsItsPassword()
    {
        var random = new Random(6);
        var address = new Uri("rtsp://admin:hem%40ligt@10.0.0.7:554/live?user=admin&pwd=gegenheim&channel=1");
        string[] lines = ["[rtsp @ 0x5] method DESCRIBE failed: 401 Unauthorized", "{0}: Connection refused", "[in#0] Error opening input {0}", "Failed to resolve hostname in '{0}'", "a={0} b={0}"];
        string[] forms = [address.AbsoluteUri, address.AbsoluteUri.Replace(":554", "", StringComparison.Ordinal), "tcp://admin:hem%40ligt@10.0.0.7:554?timeout=0", "hem@ligt", "/live?user=admin&pwd=gegenheim"];
        for (var round = 0; round < Rounds; round++)
        {
            var line = string.Format(null, lines[random.Next(lines.Length)], forms[random.Next(forms.Length)]);
            var cut = random.Next(2) == 0 ? line : line[..random.Next(line.Length)] + (char)random.Next(1, 300) + " again: " + line;
            var hidden = AddressSecrets.RedactText(cut, address);
            Assert.DoesNotContain("hem@ligt", hidden, StringComparison.Ordinal);
            Assert.DoesNotContain("hem%40ligt", hidden, StringComparison.Ordinal);
            Assert.DoesNotContain("gegenheim", hidden, StringComparison.Ordinal);
        }
    }

    private static byte[] Encoded(string format)
    {
        using var picture = new OpenCvSharp.Mat(48, 64, OpenCvSharp.MatType.CV_8UC3, OpenCvSharp.Scalar.All(120));
        return picture.ImEncode(format);
    }

    /// <summary>Some bytes set, cut out, repeated or put in.</summary>
    private static byte[] Changed(byte[] content, Random random)
    {
        var changed = content.ToList();
        for (var change = random.Next(1, 8); change > 0 && changed.Count > 1; change--)
        {
            var at = random.Next(changed.Count);
            var value = random.Next(2) == 0 ? Telling[random.Next(Telling.Length)] : (byte)random.Next(256);
            switch (random.Next(4))
            {
                case 0:
                    changed[at] = value;
                    break;
                case 1:
                    changed.RemoveRange(at, Math.Min(changed.Count - at, random.Next(1, 40)));
                    break;
                case 2:
                    changed.Insert(at, value);
                    break;
                default:
                    changed.InsertRange(at, changed.GetRange(at, Math.Min(changed.Count - at, random.Next(1, 40))));
                    break;
            }
        }
        return [.. changed];
    }

    private sealed class Packets(byte[] content, int most) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, most)], cancellationToken);
    }
}
