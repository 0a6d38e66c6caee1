using OpenCvSharp;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Capture.HotFolder;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Tests.Capture.HotFolder;

public sealed class StillReaderTests : IDisposable
{
    private readonly StillFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.jpg")]
    [InlineData("a.png")]
    [InlineData("a.tif")]
    [InlineData("a.webp")]
    public void Read_OfAPictureCutShortAnywhere_IsNoPicture(string name)
    {
        using var noise = new Mat(40, 60, MatType.CV_8UC3);
        Cv2.Randu(noise, Scalar.All(0), Scalar.All(255));
        var whole = noise.ImEncode(Path.GetExtension(name));
        Assert.Equal(new FrameSize(60, 40), Read(_folder.Put(name, whole), isRaw: false).Picture!.Size);
        foreach (var part in (double[])[0.02, 0.1, 0.5, 0.9, 0.999])
        {
            var reading = Read(_folder.Put(name, whole.AsSpan(0, (int)(whole.Length * part))), isRaw: false);
            Assert.Null(reading.Picture);
            Assert.NotNull(reading.Problem);
        }
    }

    [Fact]
    public void Read_OfAJpegWhoseEndIsZerosYet_IsNoPicture()
    {
        var jpeg = StillFolder.TwoHalves();
        jpeg.AsSpan(jpeg.Length / 2).Clear(); // as a copy that reserves its space first
        var reading = Read(_folder.Put("a.jpg", jpeg), isRaw: false);
        Assert.Equal("'a.jpg' is cut short", reading.Problem);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("a letter, and no picture at all", "is not a JPEG, PNG, TIFF or WebP picture")]
    public void Read_OfWhatIsNoPicture_SaysWhy(string content, string problem)
    {
        var reading = Read(_folder.Put("a.jpg", System.Text.Encoding.ASCII.GetBytes(content)), isRaw: false);
        Assert.Equal(($"'a.jpg' {problem}", false), (reading.Problem, reading.IsTransient));
    }

    /// <summary>What a header claims is compared with the bytes behind it, before a decoder takes memory for it.</summary>
    [Theory]
    [InlineData("a.jpg")]
    [InlineData("a.tif")]
    public void Read_OfAFewBytesThatClaimAHugePicture_IsNoPicture(string name)
    {
        using var dot = new Mat(48, 64, MatType.CV_8UC3, Scalar.All(120));
        var picture = dot.ImEncode(Path.GetExtension(name));
        byte[] sides = [0x31, 0x38, 0x31, 0x38]; // 12,600 x 12,600
        if (name == "a.jpg")
            sides.CopyTo(picture, picture.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]) + 5);
        else
            foreach (var tag in (byte[][])[[0, 1, 3, 0, 1, 0, 0, 0], [1, 1, 3, 0, 1, 0, 0, 0]])
                (picture[picture.AsSpan().IndexOf(tag) + 8], picture[picture.AsSpan().IndexOf(tag) + 9]) = (0x38, 0x31);
        var reading = Read(_folder.Put(name, picture), isRaw: false);
        Assert.Contains("claims 12600x12600", reading.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6_000, 4_000, 100, null)] // flat, as a test chart can be
    [InlineData(6_000, 4_000, 12_000_000, null)]
    [InlineData(12_000, 9_000, 2_500_000, null)] // out of focus altogether
    [InlineData(12_600, 12_600, 7_000, "cannot hold")]
    [InlineData(12_600, 12_600, 931_344, "cannot hold")] // flat, progressive
    [InlineData(20_000, 10_000, 300_000_000, "megapixels")]
    public void Still_IsWeighedAgainstItsBytes(int width, int height, long bytes, string? reported)
    {
        var problem = PictureBounds.StillProblem(new FrameSize(width, height), bytes);
        Assert.Equal(reported is null, problem is null);
        Assert.Contains(reported ?? "", problem ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6_000, 4_000, 8_000_000_000, true)]
    [InlineData(12_000, 9_000, 4_000_000_000, false)]
    public void Still_IsWeighedAgainstTheMemoryThatIsFree(int width, int height, long free, bool fits) =>
        Assert.Equal(fits, PictureBounds.MemoryProblem(new FrameSize(width, height), free) is null);

    [Fact]
    public void Read_OfAPictureThatAsksForGigabytes_IsNoPicture()
    {
        using var dot = new Mat(1, 1, MatType.CV_8UC3, Scalar.All(0));
        var png = dot.ImEncode(".png");
        byte[] side = [0, 0, 0xF0, 0]; // 61440
        side.CopyTo(png, 16);
        side.CopyTo(png, 20);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc(png.AsSpan(12, 17)));
        var reading = Read(_folder.Put("a.png", png), isRaw: false);
        Assert.Contains("claims 61440x61440", reading.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfWhatIsGone_HasNeitherPictureNorProblem()
    {
        var reading = Read(_folder.In("absent.jpg"), isRaw: false);
        Assert.Equal((null, null), (reading.Picture, reading.Problem));
    }

    [Fact]
    public void Read_WhileAWriterHoldsIt_MayHeal()
    {
        var path = _folder.Drop("a.jpg");
        using (new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            var held = Read(path, isRaw: false);
            Assert.SkipWhen(held.Picture is not null, "This file system does not tell whether a file is being written.");
            Assert.True(held.IsTransient);
        }
        var free = Read(path, isRaw: false);
        Assert.NotNull(free.Picture);
    }

    [Theory]
    [InlineData(1, false, 0, 0)]
    [InlineData(2, false, 31, 0)]
    [InlineData(3, false, 31, 0)]
    [InlineData(4, false, 0, 0)]
    [InlineData(5, true, 0, 0)]
    [InlineData(6, true, 0, 0)]
    [InlineData(7, true, 0, 31)]
    [InlineData(8, true, 0, 31)]
    public void Read_OfAPictureThatIsToBeTurned_IsUpright(int orientation, bool sidesExchanged, int redX, int redY)
    {
        using var picture = Shown(Read(_folder.Put("a.jpg", StillFolder.Turned((ushort)orientation)), isRaw: false));
        Assert.Equal(sidesExchanged ? (16, 32) : (32, 16), (picture.Width, picture.Height));
        AssertRed(picture, redX, redY);
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(6, 0, 0)]
    [InlineData(8, 0, 63)]
    public void Read_OfARawFile_ShowsItsLargestPreviewUpright(int orientation, int redX, int redY)
    {
        // A directory that tells the orientation, a thumbnail, sensor data that look like a JPEG at first, the large preview.
        byte[] raw =
        [
            (byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0,
            .. StillFolder.TwoHalves(16, 8), 0xFF, 0xD8, 0xFF, 0xC3, 0, 8, 1, 2, 3, .. StillFolder.TwoHalves(64, 32), .. new byte[100],
        ];
        using var picture = Shown(Read(_folder.Put("a.nef", raw), isRaw: true));
        Assert.Equal(orientation == 1 ? (64, 32) : (32, 64), (picture.Width, picture.Height));
        AssertRed(picture, redX, redY);
    }

    [Fact]
    public void Read_OfARawFileWithoutPreview_SaysSo()
    {
        var reading = Read(_folder.Put("a.cr3", new byte[5000]), isRaw: true);
        Assert.Equal("'a.cr3' holds no preview picture", reading.Problem);
    }

    [Theory]
    [InlineData("IMG_9", "IMG_10")]
    [InlineData("IMG_0009", "IMG_10")]
    [InlineData("a", "b")]
    [InlineData("a", "a1")]
    [InlineData("x2y9", "x2y10")]
    public void NaturalOrder_CountsAsPeopleDo(string first, string second)
    {
        Assert.True(NaturalOrder.Compare(first, second) < 0);
        Assert.True(NaturalOrder.Compare(second, first) > 0);
        Assert.Equal(0, NaturalOrder.Compare(first, first));
    }

    private static StillReading Read(string path, bool isRaw) => StillReader.Read(path, Path.GetFileName(path), isRaw);

    /// <summary>As the page sees it.</summary>
    private static Mat Shown(StillReading reading)
    {
        using var pool = new FramePool(reading.Picture!.Size, 1);
        Assert.True(pool.TryRent(out var frame));
        using (frame)
        {
            Assert.Null(reading.Picture.Fill(frame));
            using var header = DecodedPicture.HeaderOf(frame);
            return header.Clone();
        }
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = ~0u;
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }
        return ~crc;
    }

    private static void AssertRed(Mat picture, int x, int y)
    {
        var pixel = picture.At<Vec3b>(y, x);
        Assert.True(pixel.Item2 > 200 && pixel.Item0 < 60, $"({x}, {y}) is not red");
    }
}
