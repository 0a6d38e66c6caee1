using System.Buffers.Binary;
using NetVips;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Stills;
using static NetVips.Enums;

namespace P2IKT.Live.Recording.Pictures;

/// <summary>What kinds of pictures there are, which of them can be deblurred, and how each is written.</summary>
internal static class PictureKinds
{
    private const int JpegQuality = 95, WebPQuality = 95;
    private const int LongestWebP = 16_383; // VP8 bitstream guide (RFC 6386, section 9.1): 14 bits a side
    private const long BigTiffBytes = 3_900_000_000; // below 4 GiB with what lies beside the samples

    /// <summary>The format of an opened picture.</summary>
    /// <exception cref="RecordingException">It is another than the four, or one that moves or has pages.</exception>
    public static PictureFormat FormatOf(string path, Image image)
    {
        var loader = (string)image.Get("vips-loader");
        var pages = image.Contains("n-pages") ? (int)image.Get("n-pages") : 1;
        if (pages > 1 && loader.StartsWith("webp", StringComparison.Ordinal))
            throw new RecordingException($"'{path}' is an animation of {pages} pictures: make a video of it, which can be deblurred, or save the one picture that you want.");
        if (pages > 1)
            throw new RecordingException($"'{path}' has {pages} pages, and a result would keep only one: save each page as a file.");
        return loader switch
        {
            "jpegload" => PictureFormat.Jpeg,
            "pngload" => PictureFormat.Png,
            "tiffload" => PictureFormat.Tiff,
            "webpload" => IsLosslessWebP(path) ? PictureFormat.LosslessWebP : PictureFormat.WebP,
            _ => throw new RecordingException($"'{path}' is none of JPEG, PNG, TIFF and WebP: export it as one of them."),
        };
    }

    /// <summary>
    /// The picture in grey or RGB of 8 or 16 bits: as it is where it is that, else (CMYK, Lab) through its profile, or a standard one
    /// where it has none, into sRGB. Takes over the given image.
    /// </summary>
    /// <exception cref="RecordingException">It has other samples or channels.</exception>
    public static Image InKnownColours(string path, Image image)
    {
        if (image.Width > FrameSize.MaxSide || image.Height > FrameSize.MaxSide)
            throw Refused($"is {image.Width}x{image.Height}: a side may have {FrameSize.MaxSide} pixels; cut it into parts");
        if (image.Format is not (BandFormat.Uchar or BandFormat.Ushort) && image.Interpretation is not (Interpretation.Lab or Interpretation.Labs))
            throw Refused($"has samples of the kind {image.Format}: save it with 8 or 16 bits a channel");
        var deep = image.Format != BandFormat.Uchar;
        switch (image.Interpretation)
        {
            case Interpretation.Bw or Interpretation.Grey16 or Interpretation.Srgb or Interpretation.Rgb or Interpretation.Rgb16:
                break;
            case Interpretation.Cmyk:
                image = Replaced(image, i => i.IccTransform("srgb", pcs: PCS.Lab, embedded: true, inputProfile: "cmyk", depth: deep ? 16 : 8));
                break;
            case Interpretation.Lab or Interpretation.Labs:
                image = Replaced(image, i => i.Colourspace(deep ? Interpretation.Rgb16 : Interpretation.Srgb));
                break;
            default:
                throw Refused($"has colours of the kind {image.Interpretation}: save it as grey, RGB or CMYK");
        }
        return image.Bands is >= 1 and <= 4 ? image : throw Refused($"has {image.Bands} channels: save it without the additional ones");

        RecordingException Refused(string why) => new($"'{path}' {why}.");
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
    /// <param name="source">The file it was made of, for what is told.</param>
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
                picture.Tiffsave(path, compression: ForeignTiffCompression.Deflate, predictor: ForeignTiffPredictor.Horizontal, bigtiff: bytes > BigTiffBytes);
                break;
            default:
                if (Math.Max(picture.Width, picture.Height) > LongestWebP)
                    throw new RecordingException($"'{source}' is {picture.Width}x{picture.Height}, and a WebP's side has at most {LongestWebP} pixels: save it in another format.");
                picture.Webpsave(path, q: WebPQuality, lossless: format == PictureFormat.LosslessWebP, smartSubsample: true);
                break;
        }
    }

    /// <summary>What libvips complains of, without the names of its own parts and of the file.</summary>
    public static string Reason(VipsException failure)
    {
        var lines = failure.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var reason = lines.FirstOrDefault(line => !line.StartsWith("unable to", StringComparison.OrdinalIgnoreCase)) ?? "no reason given";
        var name = reason.IndexOf(": ", StringComparison.Ordinal);
        return (name > 0 && !reason[..name].Contains(' ') ? reason[(name + 2)..] : reason).TrimEnd('.');
    }

    private static Image Replaced(Image old, Func<Image, Image> make)
    {
        using (old)
            return make(old);
    }

    /// <summary>Whether a WebP's picture is a chunk named VP8L (WebP container specification, "Simple File Format (Lossless)").</summary>
    private static bool IsLosslessWebP(string path)
    {
        const int riffHeader = 12, chunkHeader = 8, chunks = 16;
        using var file = File.OpenHandle(path);
        Span<byte> head = stackalloc byte[chunkHeader];
        var at = (long)riffHeader;
        for (var i = 0; i < chunks && RandomAccess.Read(file, head, at) == chunkHeader; i++)
        {
            if (head.StartsWith("VP8L"u8) || head.StartsWith("VP8 "u8))
                return head[3] == 'L';
            var length = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
            at += chunkHeader + length + (length & 1);
        }
        return false;
    }
}
