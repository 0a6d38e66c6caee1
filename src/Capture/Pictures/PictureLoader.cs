using System.Buffers.Binary;
using NetVips;
using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Capture.Jpeg;
using static NetVips.Enums;

namespace P2IKT.Live.Capture.Pictures;

/// <summary>
/// Opens a file as what its first bytes say it is: with the one decoder that is meant, whatever else libvips could make of it.
/// </summary>
internal static class PictureLoader
{
    private const int HeadBytes = 16;
    private const long MostRewrittenBytes = 1 << 30; // of a file that libvips reads from memory, changed
    private const string Credentials = "its content credentials (C2PA), which are signed for the original";

    /// <exception cref="CaptureException">It is none of the formats, or has more than one picture.</exception>
    /// <exception cref="VipsException">It is broken.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static LoadedPicture Load(PictureContent content)
    {
        using var file = content.Open();
        Span<byte> head = stackalloc byte[HeadBytes];
        head = head[..file.ReadAt(0, head)];
        return head.IsEmpty ? throw Refused(content, "is empty: copy it again")
            : JpegSegments.Begins(head) ? Jpeg(content, file)
            : PictureHeader.IsPng(head) ? Png(content, file)
            : StillFormats.IsTiff(head) ? Tiff(content, file)
            : PictureHeader.IsWebP(head) ? WebP(content, file)
            : throw Refused(content, "is none of JPEG, PNG, TIFF and WebP: export it as one of them");
    }

    /// <summary>The first picture: one with a gain map is an ordinary JPEG with more behind it.</summary>
    private static LoadedPicture Jpeg(PictureContent content, Stream file)
    {
        var image = Image.JpegloadSource(content.Source(), access: Access.Sequential, failOn: FailOn.Error);
        Require(content, file, image, DecoderMemory.OfJpeg(image));
        var extras = JpegExtras.Of(file, Xmp(image));
        List<string> lost = [];
        if (extras.HasOtherPictures)
            lost.Add("further pictures in its file");
        if (extras.HasCredentials)
            lost.Add(Credentials);
        return WithHonestXmp(new LoadedPicture(image, PictureFormat.Jpeg, lost) { AddTo = extras.AddTo }, extras);
    }

    private static LoadedPicture Png(PictureContent content, Stream file)
    {
        var chunks = PngChunks.Of(file);
        if (chunks.IsAnimated)
            throw Refused(content, "is an animation: make a video of it, which can be deblurred, or save the one picture that you want");
        var source = content.Source(chunks.HasLate && file.Length <= MostRewrittenBytes ? chunks.WithLateInFront(file) : null);
        var image = Image.PngloadSource(source, access: Access.Sequential, failOn: FailOn.Error);
        Require(content, file, image, DecoderMemory.OfPng(image));
        List<string> lost = [];
        if (chunks.HasLost)
            lost.Add("texts that are damaged");
        if (chunks.HasCredentials)
            lost.Add(Credentials);
        var loaded = WithHonestXmp(new LoadedPicture(image, PictureFormat.Png, lost));
        return loaded with { Xmp = [], AddTo = path => chunks.AddTo(path, loaded.Xmp) };
    }

    private static LoadedPicture Tiff(PictureContent content, Stream file)
    {
        var header = TiffHeader.Of(file) ?? throw Refused(content, "is cut short: copy it again");
        var pages = TiffPages.Of(file, header);
        if (pages.Count > 1)
            throw Refused(content, $"has {pages.Count} pages, and a result would keep only one: save each page as a file");
        if (pages.Directory is not { } directory)
            throw Refused(content, "is cut short or broken: it has no directory");
        List<string> lost = [];
        if (pages.HasMask)
            lost.Add("its mask");
        if (directory.Entries.ContainsKey(TiffTags.Layers))
            lost.Add("its layers");
        Require(content, file, null, DecoderMemory.OfTiff(directory),
            (directory.Number(TiffTags.Width) ?? 0) * (directory.Number(TiffTags.Height) ?? 0));
        var image = PictureLab.Is(directory)
            ? PictureLab.ToRgb(Open(LabSource(content, file, header, pages), pages), directory.Number(TiffTags.Photometric)!.Value)
            : Open(content.Source(), pages);
        return WithHonestXmp(new LoadedPicture(image, PictureFormat.Tiff, lost) { AddTo = path => TiffExif.Carry(content, pages, path) });
    }

    private static LoadedPicture WebP(PictureContent content, Stream file)
    {
        var image = Image.WebploadSource(content.Source(), access: Access.Sequential, failOn: FailOn.Error);
        Require(content, file, image, DecoderMemory.OfWebP(image));
        if (image.Contains("n-pages") && (int)image.Get("n-pages") is > 1 and var pages)
        {
            image.Dispose();
            throw Refused(
                content, $"is an animation of {pages} pictures: make a video of it, which can be deblurred, or save the one "
                    + "picture that you want");
        }
        return WithHonestXmp(new LoadedPicture(image, IsLossless(file) ? PictureFormat.LosslessWebP : PictureFormat.WebP, []));
    }

    /// <summary>Refuses what its decoder would hold in memory whole, and is too large for that; the image is then given back.</summary>
    private static void Require(PictureContent content, Stream file, Image? image, long bytes, long pixels = 0)
    {
        pixels = image is null ? pixels : (long)image.Width * image.Height;
        if (DecoderMemory.RejectionReason(bytes, pixels, file.Length, PictureBounds.FreeMemory()) is not { } reason)
            return;
        image?.Dispose();
        throw Refused(content, reason);
    }

    private static Image Open(Source source, TiffPages pages) =>
        Image.TiffloadSource(source, page: pages.Page, subifd: pages.Sub ?? -1, access: Access.Sequential, failOn: FailOn.Error);

    private static Source LabSource(PictureContent content, Stream file, TiffHeader header, TiffPages pages) =>
        file.Length <= MostRewrittenBytes
            ? content.Source(PictureLab.AsRgb(file, header, pages.Offset))
            : throw Refused(content, "is in L*a*b* and larger than 1 GB: save it as RGB");

    private static LoadedPicture WithHonestXmp(LoadedPicture loaded, JpegExtras? extras = null)
    {
        if (Xmp(loaded.Image) is not { } xmp)
            return loaded;
        var (kept, lost) = XmpDependencies.Keep(xmp, extras?.MapBytes, extras?.HasExtendedXmp ?? false);
        return loaded with { Xmp = kept, Lost = [.. loaded.Lost, .. lost] };
    }

    private static byte[]? Xmp(Image image) => image.Contains("xmp-data") ? (byte[])image.Get("xmp-data") : null;

    private static CaptureException Refused(PictureContent content, string why) => new($"'{content.Name}' {why}.");

    /// <summary>Whether a WebP's picture is a chunk named VP8L (WebP container specification, "Simple File Format (Lossless)").</summary>
    private static bool IsLossless(Stream file)
    {
        const int riffHeader = 12, chunkHeader = 8, chunks = 16;
        Span<byte> head = stackalloc byte[chunkHeader];
        var at = (long)riffHeader;
        for (var i = 0; i < chunks && file.ReadAt(at, head) == chunkHeader; i++)
        {
            if (head.StartsWith("VP8L"u8) || head.StartsWith("VP8 "u8))
                return head[3] == 'L';
            var length = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
            at += chunkHeader + length + (length & 1);
        }
        return false;
    }
}
