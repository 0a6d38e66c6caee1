using NetVips;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Pictures;

/// <summary>
/// What a decoder holds in memory whole, though the picture is read from top to bottom: the file claims it in a few bytes, and so is
/// compared with the size of the file and the free memory before anything is decoded.
/// </summary>
internal static class DecoderMemory
{
    private const long UnquestionedBytes = 256 << 20;
    private const int ChannelsOfJpeg = 3, CoefficientBytes = 2, ChannelsOfWebP = 4;

    /// <summary>Of a JPEG: the coefficients of all blocks, where it comes in several scans.</summary>
    public static long OfJpeg(Image image) =>
        Is(image, "jpeg-multiscan") ? Pixels(image) * Math.Max(ChannelsOfJpeg, image.Bands) * CoefficientBytes : 0;

    /// <summary>Of a PNG: all pixels, where they come interlaced.</summary>
    public static long OfPng(Image image) =>
        Is(image, "interlaced") ? Pixels(image) * image.Bands * (image.Format == Enums.BandFormat.Uchar ? 1 : 2) : 0;

    /// <summary>Of a WebP: all pixels.</summary>
    public static long OfWebP(Image image) => Pixels(image) * ChannelsOfWebP;

    /// <summary>Of a TIFF: a strip, or the tiles of a row, which may be as large as the picture.</summary>
    public static long OfTiff(TiffDirectory picture)
    {
        var (width, height) = (picture.Number(TiffTags.Width) ?? 0, picture.Number(TiffTags.Height) ?? 0);
        var rows = picture.Number(TiffTags.TileHeight) ?? Math.Min(picture.Number(TiffTags.RowsPerStrip) ?? height, height);
        var pixelBits = (picture.Number(TiffTags.SamplesPerPixel) ?? 1) * (picture.Number(TiffTags.BitsPerSample) ?? 1);
        return width > FrameSize.MaxSide || rows > int.MaxValue || pixelBits > short.MaxValue
            ? long.MaxValue
            : Math.Max(width, picture.Number(TiffTags.TileWidth) ?? 0) * rows * pixelBits / 8;
    }

    /// <summary>Why a picture is not decoded, as the end of a sentence about it; null when it may be.</summary>
    /// <param name="bytes">What the decoder holds.</param>
    /// <param name="pixels">Of the picture.</param>
    /// <param name="fileBytes">Of the file.</param>
    /// <param name="available">Memory that is free.</param>
    public static string? RejectionReason(long bytes, long pixels, long fileBytes, long available) =>
        bytes <= UnquestionedBytes ? null
        : pixels / PictureBounds.PixelsPerByte > fileBytes
        ? FormattableString.Invariant(
            $"claims {pixels / 1e6:0} megapixels, which its {fileBytes} bytes cannot hold: it is broken or made to do harm")
        : bytes > available / 2
        ? FormattableString.Invariant(
            $"takes {bytes / 1e9:0.0} GB of memory to decode, and {available / 1e9:0.0} GB are free: ")
            + "save it in strips, or not interlaced or progressive"
        : null;

    private static bool Is(Image image, string field) => image.Contains(field) && image.Get(field) is int and not 0;

    private static long Pixels(Image image) => (long)image.Width * image.Height;
}
