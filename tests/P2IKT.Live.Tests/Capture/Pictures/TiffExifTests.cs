using System.Buffers.Binary;
using OpenCvSharp;
using P2IKT.Live.Capture.Pictures;
using P2IKT.Live.Tests.Live.Offline;

namespace P2IKT.Live.Tests.Capture.Pictures;

public sealed class TiffExifTests : DeblurRun
{
    private const int Side = 24;

    [Fact]
    public async Task ATiffOfBigEndianOrder_KeepsItsCameraExposureAndPlace()
    {
        File.WriteAllBytes(In("a.tif"), BigEndianTiff());
        Assert.Equal(ExitCode.Done, await Deblur("{a.tif} -o {out}"));

        var first = Read(0);
        Assert.Equal("Kamera\0"u8, first[271].Value);
        var exif = Read(BinaryPrimitives.ReadUInt32LittleEndian(first[34665].Value));
        Assert.Equal([1, 0, 0, 0, 250, 0, 0, 0], exif[33434].Value); // 1/250 s
        Assert.Equal([144, 1], exif[34855].Value); // ISO 400
        Assert.Equal("N\0"u8, Read(BinaryPrimitives.ReadUInt32LittleEndian(first[34853].Value))[1].Value);
        using var picture = Cv2.ImRead(In("out/a.tif"), ImreadModes.Unchanged); // another reader finds it whole
        Assert.Equal((Side, Side, 1), (picture.Width, picture.Height, picture.Channels()));
        Assert.InRange(picture.At<byte>(3, 3), 90, 110);
    }

    [Fact]
    public async Task ATiffWhoseExifIsBroken_IsDeblurredWithoutIt()
    {
        var bytes = BigEndianTiff();
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(EntryOf(bytes, 34665) + 8), 0x7FFFFFF0); // far behind the file
        File.WriteAllBytes(In("a.tif"), bytes);

        Assert.Equal(ExitCode.Done, await Deblur("{a.tif} -o {out}"));
        Assert.Equal("Kamera\0"u8, Read(0)[271].Value);
    }

    private IReadOnlyDictionary<ushort, (ushort Type, byte[] Value)> Read(uint at)
    {
        using var file = File.OpenRead(In("out/a.tif"));
        var header = TiffHeader.Of(file)!.Value;
        return TiffDirectory.Read(file, header, at == 0 ? header.First : at).Entries;
    }

    private static int EntryOf(byte[] tiff, ushort tag)
    {
        for (var at = 10; ; at += 12)
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(tiff.AsSpan(at)) == tag)
                return at;
        }
    }

    /// <summary>Grey 100, one strip, with Make, an exposure of 1/250 s at ISO 400, and a latitude's reference.</summary>
    private static byte[] BigEndianTiff()
    {
        const int exif = 300, gps = 400, make = 450, exposure = 470, pixels = 500;
        var tiff = new byte[pixels + (Side * Side)];
        "MM\0*\0\0\0\b"u8.CopyTo(tiff);
        tiff.AsSpan(pixels).Fill(100);
        Directory(8, (256, 3, 1, Side << 16), (257, 3, 1, Side << 16), (258, 3, 1, 8 << 16), (259, 3, 1, 1 << 16), (262, 3, 1, 1 << 16), (271, 2, 7, make),
            (273, 4, 1, pixels), (277, 3, 1, 1 << 16), (278, 4, 1, Side), (279, 4, 1, Side * Side), (34665, 4, 1, exif), (34853, 4, 1, gps));
        Directory(exif, (33434, 5, 1, exposure), (34855, 3, 1, 400 << 16));
        Directory(gps, (1, 2, 2, 'N' << 24));
        "Kamera\0"u8.CopyTo(tiff.AsSpan(make));
        BinaryPrimitives.WriteUInt32BigEndian(tiff.AsSpan(exposure), 1);
        BinaryPrimitives.WriteUInt32BigEndian(tiff.AsSpan(exposure + 4), 250);
        return tiff;

        void Directory(int at, params (ushort Tag, ushort Type, int Count, int Value)[] entries)
        {
            BinaryPrimitives.WriteUInt16BigEndian(tiff.AsSpan(at), (ushort)entries.Length);
            foreach (var (entry, i) in entries.Select((entry, i) => (entry, i)))
            {
                var place = tiff.AsSpan(at + 2 + (12 * i));
                BinaryPrimitives.WriteUInt16BigEndian(place, entry.Tag);
                BinaryPrimitives.WriteUInt16BigEndian(place[2..], entry.Type);
                BinaryPrimitives.WriteInt32BigEndian(place[4..], entry.Count);
                BinaryPrimitives.WriteInt32BigEndian(place[8..], entry.Value);
            }
        }
    }
}
