using NetVips;
using P2IKT.Live.Frames;
using static NetVips.Enums;

namespace P2IKT.Live.Capture.Pictures;

/// <summary>Which kinds of pictures can be deblurred, and how each is written.</summary>
internal static class PictureKinds
{
    private const int JpegQuality = 95, WebPQuality = 95;
    private const int LongestWebP = 16_383; // VP8 bitstream guide (RFC 6386, section 9.1): 14 bits a side
    private const long BigTiffBytes = 3_900_000_000; // below 4 GiB with what lies beside the samples

    /// <summary>
    /// The picture in grey or RGB of 8 or 16 bits: as it is where it is that, else (CMYK) through its profile, or a standard one
    /// where it has none, into sRGB. Takes over the given image.
    /// </summary>
    /// <exception cref="CaptureException">It has other samples or channels.</exception>
    public static Image InKnownColours(string name, Image image)
    {
        if (image.Width > FrameSize.MaxSide || image.Height > FrameSize.MaxSide)
            throw Refused($"is {image.Width}x{image.Height}: a side may have {FrameSize.MaxSide} pixels; cut it into parts");
        if (image.Interpretation is Interpretation.Lab or Interpretation.Labs)
            image = Replaced(
                image, i => i.Colourspace(i.Interpretation == Interpretation.Labs ? Interpretation.Rgb16 : Interpretation.Srgb));
        if (image.Format is not (BandFormat.Uchar or BandFormat.Ushort))
            throw Refused($"has samples of the kind {image.Format}: save it with 8 or 16 bits a channel");
        if (image.Interpretation == Interpretation.Cmyk)
            image = Replaced(
                image, i => i.IccTransform(
                "srgb", pcs: PCS.Lab, embedded: true, inputProfile: "cmyk", depth: i.Format == BandFormat.Uchar ? 8 : 16));
        var colours = image.Interpretation switch
        {
            Interpretation.Bw or Interpretation.Grey16 => 1,
            Interpretation.Srgb or Interpretation.Rgb or Interpretation.Rgb16 => 3,
            var other => throw Refused($"has colours of the kind {other}: save it as grey, RGB or CMYK"),
        };
        return image.Bands == colours || image.Bands == colours + 1
            ? image
            : throw Refused($"has {image.Bands} channels: save it without the additional ones");

        CaptureException Refused(string why) => new($"'{name}' {why}.");
    }

    /// <summary>The samples of a store as a picture; it must not outlive the store.</summary>
    public static Image Wrap(PixelStore samples)
    {
        var layout = samples.Layout;
        return Image.NewFromMemory(samples.Address(), (ulong)layout.Bytes, layout.Size.Width, layout.Size.Height, layout.Channels,
            layout.SampleBytes == 1 ? BandFormat.Uchar : BandFormat.Ushort);
    }

    /// <summary>JPEG and WebP at quality 95, JPEG without colour subsampling; lossless PNG, TIFF (Deflate) and WebP where it was.</summary>
    /// <param name="picture">What to write.</param>
    /// <param name="format">As what.</param>
    /// <param name="source">The file it was made of, for messages.</param>
    /// <param name="path">Where.</param>
    public static void Write(Image picture, PictureFormat format, string source, string path)
    {
        switch (format)
        {
            case PictureFormat.Jpeg:
                picture.Jpegsave(path, q: JpegQuality, subsampleMode: ForeignSubsample.Off);
                break;
            case PictureFormat.Png:
                picture.Pngsave(path);
                break;
            case PictureFormat.Tiff:
                var bytes = (long)picture.Width * picture.Height * picture.Bands * (picture.Format == BandFormat.Uchar ? 1 : 2);
                picture.Tiffsave(
                    path, compression: ForeignTiffCompression.Deflate, predictor: ForeignTiffPredictor.Horizontal,
                    bigtiff: bytes > BigTiffBytes);
                break;
            default:
                if (Math.Max(picture.Width, picture.Height) > LongestWebP)
                    throw new CaptureException(
                        $"'{source}' is {picture.Width}x{picture.Height}, and a WebP's side has at most {LongestWebP} pixels: save "
                            + "it in another format.");
                picture.Webpsave(path, q: WebPQuality, lossless: format == PictureFormat.LosslessWebP, smartSubsample: true);
                break;
        }
    }

    private static Image Replaced(Image old, Func<Image, Image> make)
    {
        using (old)
            return make(old);
    }
}
