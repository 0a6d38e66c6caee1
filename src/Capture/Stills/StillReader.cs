using OpenCvSharp;

namespace P2IKT.Live.Capture.Stills;

/// <summary>Reads a still, and tells one that is complete from one that is still being written, or is none.</summary>
internal static class StillReader
{
    private const int MaxBytes = 1 << 30;

    /// <summary>Reads the whole file, closes it, and decodes. Nothing is held on the file when it returns.</summary>
    public static StillReading Read(string path, bool isRaw)
    {
        OpenCvRuntime.Prepare();
        try
        {
            byte[] data;
            // Where sharing is enforced (Windows) this is refused while a writer is there; deleting and renaming stay free.
            using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.SequentialScan))
            {
                if (OpenWriters.Hold(file))
                    return StillReading.NotYet("is still being written by another program");
                var length = RandomAccess.GetLength(file);
                if (length is 0 or > MaxBytes)
                    return StillReading.NoPicture(length == 0 ? "is empty" : "is larger than 1 GB");
                data = GC.AllocateUninitializedArray<byte>((int)length);
                if (!Fill(file, data))
                    return StillReading.NoPicture("became shorter while it was read");
            }
            return isRaw ? Raw(data) : Picture(data);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return StillReading.Gone;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return StillReading.NotYet($"cannot be read ({refused.Message.TrimEnd('.')})");
        }
    }

    /// <summary>Decodes a whole file of JPEG, PNG, TIFF or WebP; goes by its content, not by its name.</summary>
    internal static StillReading Picture(byte[] data)
    {
        var isJpeg = JpegSegments.Begins(data);
        if (!StillFormats.IsComplete(data))
            return StillReading.NoPicture(StillFormats.IsKnown(data) ? "is cut short" : "is no JPEG, PNG, TIFF or WebP picture");
        if (SizeProblem(data) is { } refused)
            return refused;
        if (Decode(data) is not { } picture)
            return StillReading.NoPicture($"cannot be decoded, or has more than {PictureBounds.MaxStillPixels / 1_000_000} million pixels");
        var isDeep = picture.Depth() != MatType.CV_8U;
        if (isDeep && picture.Depth() != MatType.CV_16U)
        {
            picture.Dispose();
            return StillReading.NoPicture("has floating-point samples, which the network does not take");
        }
        if (isDeep)
            picture = Replaced(picture, static deep => { var flat = new Mat(); deep.ConvertTo(flat, MatType.CV_8U, 1 / 257.0); return flat; });
        return StillReading.Of(picture, isJpeg ? JpegMetadata.Of(data) : default, isDeep);
    }

    private static StillReading Raw(byte[] data)
    {
        if (RawPreview.Largest(data) is not { } range)
            return StillReading.NoPicture("holds no preview picture");
        var preview = data[range];
        if (SizeProblem(preview) is { } refused)
            return refused;
        if (Decode(preview) is not { } picture)
            return StillReading.NoPicture("holds a preview that cannot be decoded");
        if (!JpegMetadata.HasExif(preview) && TiffBlock.TryRead(data, out var tiff))
            picture = Turned(picture, tiff.Orientation); // most makers tell it in the raw file only
        return StillReading.Of(picture, default, isDeep: false);
    }

    /// <summary>Weighs what the header claims, before a decoder takes memory for it; null when it may be decoded.</summary>
    private static StillReading? SizeProblem(byte[] data)
    {
        if (!PictureHeader.TryReadSize(data, out var size) && !TiffBlock.TryReadSize(data, out size))
            return data[0] is (byte)'I' or (byte)'M' ? null : StillReading.NoPicture("has no frame header that can be read"); // BigTIFF is left to the decoder
        return PictureBounds.StillProblem(size, data.Length) is { } never ? StillReading.NoPicture(never)
            : PictureBounds.MemoryProblem(size) is { } now ? StillReading.NotYet(now)
            : null;
    }

    private static Mat? Decode(byte[] data)
    {
        try
        {
            var picture = Cv2.ImDecode(data, ImreadModes.Color | ImreadModes.AnyDepth); // turns it as EXIF says
            if (!picture.Empty() && picture.Channels() == 3 && picture.Width <= FrameSize.MaxSide && picture.Height <= FrameSize.MaxSide)
                return picture;
            picture.Dispose();
        }
        catch (OpenCVException)
        {
            // The caller says it in its own words.
        }
        return null;
    }

    /// <summary>Turns a picture as EXIF's orientation asks (Exif 2.32, table 6): 2 to 4 mirror or turn by half, 5 to 8 exchange the sides.</summary>
    private static Mat Turned(Mat picture, int orientation)
    {
        if (orientation >= 5)
            picture = Replaced(picture, static p => p.Transpose());
        var flip = orientation switch
        {
            2 or 6 => FlipMode.Y,
            3 or 7 => FlipMode.XY,
            4 or 8 => FlipMode.X,
            _ => (FlipMode?)null,
        };
        if (flip is { } mode)
            Cv2.Flip(picture, picture, mode);
        return picture;
    }

    private static Mat Replaced(Mat old, Func<Mat, Mat> make)
    {
        using (old)
            return make(old);
    }

    private static bool Fill(Microsoft.Win32.SafeHandles.SafeFileHandle file, Span<byte> data)
    {
        for (var read = 0; read < data.Length;)
        {
            var got = RandomAccess.Read(file, data[read..], read);
            if (got == 0)
                return false;
            read += got;
        }
        return true;
    }
}
