using OpenCvSharp;
using P2IKT.Live.Capture;
using P2IKT.Live.Capture.Stills;

namespace P2IKT.Live.Recording.Stills;

/// <summary>A deblurred still as a file: complete or not there at all, and never in place of someone else's file.</summary>
internal static class StillFile
{
    private const byte App0 = 0xE0;
    private const int JpegSampling = 7, NoSubsampling = 0x111111; // IMWRITE_JPEG_SAMPLING_FACTOR, ..._444: not named by the binding

    /// <summary>Whether the place is free, or taken by a result of ours that nobody has changed since.</summary>
    public static bool MayWrite(string path) => !Path.Exists(path) || DeblurredMark.IsOn(path);

    /// <summary>
    /// Encodes in the format that the name asks for, into a hidden file in the same folder, which then takes the name: a reader
    /// sees the old file or the whole new one.
    /// </summary>
    /// <exception cref="IOException">The disk is full, the folder is gone.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static void Write(Frame sharp, Still still)
    {
        var path = still.OutputPath!;
        var encoded = Encode(sharp, Path.GetExtension(path));
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        using var part = new PartFile(path); // the name of no still, so that no hot folder takes it in
        using (var file = part.Create())
        {
            Write(file, encoded, still.Metadata.Span);
            file.Write(DeblurredMark.Bytes);
            file.Flush(flushToDisk: true); // the name must not come to stand for content that a power cut takes away
        }
        // Never older than its original, whose date may be that of a camera's fast clock: so a later run knows it is done.
        if (still.WrittenAt > DateTime.UtcNow)
            File.SetLastWriteTimeUtc(part.Path, still.WrittenAt);
        part.Commit(overwrite: DeblurredMark.IsOn(path));
    }

    /// <summary>JPEG at quality 95 without colour subsampling, lossless PNG and TIFF, WebP at 95.</summary>
    private static byte[] Encode(Frame frame, string extension)
    {
        using var picture = Mat.FromPixelData(frame.Size.Height, frame.Size.Width, MatType.CV_8UC3, frame.Address, frame.Stride);
        int[] how = extension.ToUpperInvariant() switch
        {
            ".JPG" or ".JPEG" => [(int)ImwriteFlags.JpegQuality, 95, JpegSampling, NoSubsampling],
            ".WEBP" => [(int)ImwriteFlags.WebPQuality, 95],
            _ => [],
        };
        return Cv2.ImEncode(extension, picture, out var encoded, how) ? encoded : throw new IOException($"no picture of {frame.Size} can be encoded as {extension}");
    }

    /// <summary>A JPEG gets the description of its original behind its first segment: JFIF wants to be that one.</summary>
    private static void Write(FileStream file, ReadOnlySpan<byte> encoded, ReadOnlySpan<byte> metadata)
    {
        var at = 0;
        if (metadata.Length > 0 && encoded.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            at = encoded[3] == App0 ? 4 + (encoded[4] << 8) + encoded[5] : 2;
        file.Write(encoded[..at]);
        if (at > 0)
            file.Write(metadata);
        file.Write(encoded[at..]);
    }
}
