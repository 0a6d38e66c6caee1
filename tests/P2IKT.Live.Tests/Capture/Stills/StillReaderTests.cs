using OpenCvSharp;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Stills;

namespace P2IKT.Live.Tests.Capture.Stills;

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
        using (var reading = StillReader.Read(_folder.Put(name, whole), isRaw: false))
            Assert.Equal((60, 40), (reading.Picture!.Width, reading.Picture.Height));
        foreach (var part in (double[])[0.02, 0.1, 0.5, 0.9, 0.999])
        {
            using var reading = StillReader.Read(_folder.Put(name, whole.AsSpan(0, (int)(whole.Length * part))), isRaw: false);
            Assert.Null(reading.Picture);
            Assert.NotNull(reading.Problem);
        }
    }

    [Fact]
    public void Read_OfAJpegWhoseEndIsZerosYet_IsNoPicture()
    {
        var jpeg = StillFolder.TwoHalves();
        jpeg.AsSpan(jpeg.Length / 2).Clear(); // as a copy that reserves its space first
        using var reading = StillReader.Read(_folder.Put("a.jpg", jpeg), isRaw: false);
        Assert.Equal("is cut short", reading.Problem);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("a letter, and no picture at all", "is no JPEG, PNG, TIFF or WebP picture")]
    public void Read_OfWhatIsNoPicture_SaysWhy(string content, string problem)
    {
        using var reading = StillReader.Read(_folder.Put("a.jpg", System.Text.Encoding.ASCII.GetBytes(content)), isRaw: false);
        Assert.Equal((problem, false), (reading.Problem, reading.MayHeal));
    }

    /// <summary>What a header claims is weighed against the bytes behind it, before a decoder takes memory for it.</summary>
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
        using var reading = StillReader.Read(_folder.Put(name, picture), isRaw: false);
        Assert.Contains("claims 12600x12600", reading.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6_000, 4_000, 100, null)] // flat, as a test chart can be
    [InlineData(6_000, 4_000, 12_000_000, null)]
    [InlineData(12_000, 9_000, 2_500_000, null)] // out of focus altogether
    [InlineData(12_600, 12_600, 7_000, "cannot hold")]
    [InlineData(12_600, 12_600, 931_344, "cannot hold")] // flat, progressive
    [InlineData(20_000, 10_000, 300_000_000, "megapixels")]
    public void Still_IsWeighedAgainstItsBytes(int width, int height, long bytes, string? told)
    {
        var problem = PictureBounds.StillProblem(new FrameSize(width, height), bytes);
        Assert.Equal(told is null, problem is null);
        Assert.Contains(told ?? "", problem ?? "", StringComparison.Ordinal);
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
        using var reading = StillReader.Read(_folder.Put("a.png", png), isRaw: false);
        Assert.Contains("claims 61440x61440", reading.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfWhatIsGone_HasNeitherPictureNorProblem()
    {
        using var reading = StillReader.Read(_folder.In("absent.jpg"), isRaw: false);
        Assert.Equal((null, null), (reading.Picture, reading.Problem));
    }

    [Fact]
    public void Read_WhileAWriterHoldsIt_MayHeal()
    {
        var path = _folder.Drop("a.jpg");
        using (new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            using var held = StillReader.Read(path, isRaw: false);
            Assert.SkipWhen(held.Picture is not null, "This file system does not tell whether a file is being written.");
            Assert.True(held.MayHeal);
        }
        using var free = StillReader.Read(path, isRaw: false);
        Assert.NotNull(free.Picture);
    }

    [Theory]
    [InlineData(1, false, 0, 0)]
    [InlineData(3, false, 31, 0)]
    [InlineData(6, true, 0, 0)]
    [InlineData(8, true, 0, 31)]
    public void Read_OfAPictureThatIsToBeTurned_IsUprightInPixelsAndMetadata(int orientation, bool sidesExchanged, int redX, int redY)
    {
        using var reading = StillReader.Read(_folder.Put("a.jpg", StillFolder.Turned((ushort)orientation)), isRaw: false);
        var picture = reading.Picture!;
        Assert.Equal(sidesExchanged ? (16, 32) : (32, 16), (picture.Width, picture.Height));
        AssertRed(picture, redX, redY);
        Assert.True(TiffBlock.TryRead(reading.Metadata.Span[10..].ToArray(), out var exif));
        Assert.Equal(1, exif.Orientation);
        Assert.Equal(0, reading.Metadata.Span[^4]); // no second directory: the thumbnail is not turned, and not deblurred
    }

    [Theory]
    [InlineData("a.png")]
    [InlineData("a.tif")]
    public void Read_Of16Bits_KeepsTheUpperEightAndSaysSo(string name)
    {
        using var deep = new Mat(4, 4, MatType.CV_16UC3, Scalar.All(257 * 200));
        using var reading = StillReader.Read(_folder.Put(name, deep.ImEncode(Path.GetExtension(name))), isRaw: false);
        Assert.True(reading.IsDeep);
        Assert.Equal(200, reading.Picture!.At<Vec3b>(1, 1).Item0);
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
        using var reading = StillReader.Read(_folder.Put("a.nef", raw), isRaw: true);
        Assert.Equal(orientation == 1 ? (64, 32) : (32, 64), (reading.Picture!.Width, reading.Picture.Height));
        AssertRed(reading.Picture, redX, redY);
    }

    [Fact]
    public void Read_OfARawFileWithoutPreview_SaysSo()
    {
        using var reading = StillReader.Read(_folder.Put("a.cr3", new byte[5000]), isRaw: true);
        Assert.Equal("holds no preview picture", reading.Problem);
    }

    [Fact]
    public void Metadata_OfAJpeg_KeepsWhatDescribesAndLeavesWhatCodes()
    {
        static byte[] Segment(byte marker, ReadOnlySpan<byte> payload) => [0xFF, marker, (byte)((payload.Length + 2) >> 8), (byte)(payload.Length + 2), .. payload];
        var jpeg = StillFolder.TwoHalves();
        var profile = Segment(0xE2, [.. "ICC_PROFILE\0"u8, 1, 1, .. new byte[16], .. "RGB "u8, .. new byte[8]]);
        var cmyk = Segment(0xE2, [.. "ICC_PROFILE\0"u8, 1, 1, .. new byte[16], .. "CMYK"u8, .. new byte[8]]);
        var places = Segment(0xE2, "MPF\0places of further pictures"u8);
        var adobe = Segment(0xEE, "Adobe\0\0\0\0\0\0\0"u8);
        var xmp = Segment(0xE1, "http://ns.adobe.com/xap/1.0/\0<x tiff:Orientation=\"8\"/>"u8);
        var upright = Segment(0xE1, "http://ns.adobe.com/xap/1.0/\0<x tiff:Orientation=\"1\"/>"u8);

        Assert.Equal([.. profile, .. upright], JpegMetadata.Of([.. jpeg[..2], .. profile, .. places, .. adobe, .. xmp, .. jpeg[2..]]));
        Assert.Empty(JpegMetadata.Of([.. jpeg[..2], .. cmyk, .. jpeg[2..]]));
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
