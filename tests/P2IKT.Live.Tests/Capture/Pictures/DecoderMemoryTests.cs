using System.Buffers.Binary;
using NetVips;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.HotFolder;
using P2IKT.Live.Capture.Pictures;
using P2IKT.Live.Tests.Capture.HotFolder;
using P2IKT.Live.Tests.Recording.Pictures;

namespace P2IKT.Live.Tests.Capture.Pictures;

/// <summary>Small files that claim to be large, of the kinds that a decoder holds in memory whole.</summary>
[Trait(TestKind.Name, TestKind.Component)]
public sealed class DecoderMemoryTests
{
    private const ushort Side = 12_600;

    [Fact]
    public void AProgressiveJpeg_AnInterlacedPng_AWebPAndATiffOfOneStrip_AreRefusedByTheirHeads()
    {
        using var scene = SamplePictures.Scene(80, 60);
        var jpeg = scene.JpegsaveBuffer(interlace: true);
        var frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC2]);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), Side);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), Side);
        var png = PictureBytes.Chunks(scene.PngsaveBuffer(interlace: true));
        BinaryPrimitives.WriteInt32BigEndian(png[0].Data, Side);
        BinaryPrimitives.WriteInt32BigEndian(png[0].Data.AsSpan(4), Side);
        byte[] interlaced = [0x89, .. "PNG\r\n\u001a\n"u8, .. png.SelectMany(static chunk => PictureBytes.Chunk(chunk.Name, chunk.Data))];
        using var flat = Image.Black(Side, Side, bands: 3).Copy(interpretation: Enums.Interpretation.Srgb);
        var webP = flat.WebpsaveBuffer(lossless: true, effort: 0);
        var tiff = new TiffBuilder().Add(80, 60).ToArray();
        foreach (var (tag, value) in new[] { (256, Side), (257, Side), (278, Side) })
        {
            var entry = tiff.AsSpan().IndexOf((ReadOnlySpan<byte>)[(byte)tag, (byte)(tag >> 8), (byte)(tag == 278 ? 4 : 3), 0, 1, 0, 0, 0]);
            BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(entry + 8), value);
        }
        BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(tiff.AsSpan().IndexOf((ReadOnlySpan<byte>)[2, 1, 3, 0, 1, 0, 0, 0]) + 8), 16);

        foreach (var (bomb, name) in new[] { (jpeg, "jpeg"), (interlaced, "png"), (webP, "webp"), (tiff, "tiff") })
        {
            Assert.InRange(bomb.Length, 1, 400_000);
            var refused = Assert.Throws<CaptureException>(() => PictureFile.Open(bomb, name).Dispose());
            Assert.Contains($"'{name}' claims 159 megapixels", refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(200_000_000, 100, true)] // small enough, whatever the file
    [InlineData(900_000_000, 20_000_000, true)]
    [InlineData(900_000_000, 100_000, false)]
    [InlineData(9_000_000_000, 20_000_000, false)]
    public void RejectionReason_ComparesWhatIsClaimedWithTheFileAndTheMemory(long bytes, long fileBytes, bool isFine) =>
        Assert.Equal(isFine, DecoderMemory.RejectionReason(bytes, 150_000_000, fileBytes, available: 8_000_000_000) is null);

    [Fact]
    public void ASmallFileInAHotFolder_ThatClaimsToBeLarge_IsLeftAlone()
    {
        using var folder = new HotFolder.StillFolder();
        using var flat = Image.Black(Side, Side, bands: 3).Copy(interpretation: Enums.Interpretation.Srgb);
        var path = folder.Put("a.webp", flat.WebpsaveBuffer(lossless: true, effort: 0));
        Assert.Contains("claims", StillReader.Read(path, "a.webp", isRaw: false).Problem, StringComparison.Ordinal);
    }
}
