using System.Buffers.Binary;
using NetVips;
using static NetVips.Enums;

namespace P2IKT.Live.Capture.Pictures;

/// <summary>
/// Pictures in CIE L*a*b* (TIFF 6.0, section 23; TIFF technical note 4), of which libvips reads some and takes others for something else:
/// it is given that they are RGB, and the channels are read here.
/// </summary>
internal static class PictureLab
{
    // Photometric interpretations: a and b as signed numbers, or with half of the range added.
    private const int Rgb = 2, Signed = 8, Offset = 9;

    /// <summary>Whether a TIFF's picture is in these colours.</summary>
    public static bool Is(TiffDirectory picture) =>
        picture.Number(TiffTags.Photometric) is Signed or Offset && picture.Number(TiffTags.BitsPerSample) is 8 or 16
            && picture.Number(TiffTags.SamplesPerPixel) >= 3;

    /// <summary>The file's content, which says RGB in place of these colours.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="header">Its head.</param>
    /// <param name="picture">Where the picture's directory lies.</param>
    public static byte[] AsRgb(Stream file, TiffHeader header, long picture)
    {
        var bytes = new byte[file.Length];
        file.ReadAt(0, bytes);
        var (countBytes, entryBytes, valueAt) = header.IsBig ? (8, 20, 12) : (2, TiffDirectory.EntryBytes, 8);
        var count = header.IsBig
            ? (long)TiffNumbers.U64(bytes.AsSpan((int)picture), header.BigEndian)
            : TiffNumbers.U16(bytes.AsSpan((int)picture), header.BigEndian);
        // It may be cut short.
        for (long i = 0, at = picture + countBytes; i < count && at <= bytes.Length - entryBytes; i++, at += entryBytes)
        {
            var entry = bytes.AsSpan((int)at, entryBytes);
            if (TiffNumbers.U16(entry, header.BigEndian) != TiffTags.Photometric)
                continue;
            if (header.BigEndian)
                BinaryPrimitives.WriteUInt16BigEndian(entry[valueAt..], Rgb);
            else
                BinaryPrimitives.WriteUInt16LittleEndian(entry[valueAt..], Rgb);
        }
        return bytes;
    }

    /// <summary>What such a picture shows, in sRGB. Takes over the given image.</summary>
    /// <param name="image">Three channels that go by RGB, perhaps alpha; 8 or 16 bits.</param>
    /// <param name="photometric">How they are to be read.</param>
    public static Image ToRgb(Image image, long photometric)
    {
        using (image)
        {
            var deep = image.Format == BandFormat.Ushort;
            var (unit, half) = deep ? (256.0, 32768.0) : (1.0, 128.0);
            // ICC.1:2001-04, table 10: the offset kind ends there.
            var white = !deep ? byte.MaxValue : photometric == Offset ? 0xFF00 : ushort.MaxValue;
            using var lightness = image[0] * (100.0 / white);
            using var opponents = image.ExtractBand(1, n: 2);
            using var numbers = photometric == Signed
                ? opponents.Copy(format: deep ? BandFormat.Short : BandFormat.Char) / unit
                : (opponents - half) / unit;
            using var lab = lightness.Bandjoin(numbers).Copy(interpretation: Interpretation.Lab);
            using var rgb = lab.Colourspace(deep ? Interpretation.Rgb16 : Interpretation.Srgb);
            using var whole = image.Bands > 3 ? rgb.Bandjoin(image[3]) : rgb.Copy();
            return whole.Mutate(static m => m.Remove("icc-profile-data")); // of the colours that it no longer has
        }
    }
}
