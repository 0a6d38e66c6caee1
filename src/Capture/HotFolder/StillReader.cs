using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Capture.Files;
using P2IKT.Live.Capture.Pictures;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.HotFolder;

/// <summary>Reads a still, and finds out whether it is complete, still being written, or not a picture.</summary>
internal static class StillReader
{
    private const int MaxBytes = 1 << 30;

    /// <summary>Reads the whole file, closes it, and looks at its head. Nothing is held on the file when it returns.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What the user calls it.</param>
    /// <param name="isRaw">Whether it is a camera's raw file, of which the preview counts.</param>
    public static StillReading Read(string path, string name, bool isRaw)
    {
        try
        {
            SpecialFile.ThrowIfAt(path);
            byte[] data;
            // Where sharing is enforced (Windows) this is refused while a writer is there; deleting and renaming stay free.
            using (var file = File.OpenHandle(
                path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.SequentialScan))
            {
                if (OpenWriters.HasWriters(file))
                    return StillReading.NotYet($"'{name}' is still being written by another program");
                var length = RandomAccess.GetLength(file);
                if (length is 0 or > MaxBytes)
                    return StillReading.NoPicture($"'{name}' {(length == 0 ? "is empty" : "is larger than 1 GB")}");
                data = GC.AllocateUninitializedArray<byte>((int)length);
                if (!Fill(file, data))
                    return StillReading.NoPicture($"'{name}' became shorter while it was read");
            }
            return isRaw ? Raw(data, name) : Picture(data, name, turn: null);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return StillReading.Gone;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return StillReading.NotYet($"'{name}' cannot be read ({refused.Message.TrimEnd('.')})");
        }
    }

    /// <summary>Looks at a whole file of JPEG, PNG, TIFF or WebP; goes by its content, not by its name.</summary>
    /// <param name="data">The file.</param>
    /// <param name="name">What the user calls it.</param>
    /// <param name="turn">How it is turned where it does not say so itself.</param>
    private static StillReading Picture(byte[] data, string name, PictureTurn? turn)
    {
        if (!StillFormats.IsComplete(data))
            return StillReading.NoPicture(
                $"'{name}' {(StillFormats.IsKnown(data) ? "is cut short" : "is not a JPEG, PNG, TIFF or WebP picture")}");
        if (SizeProblem(data, name) is { } problem)
            return problem;
        try
        {
            using var file = PictureFile.Open(data, name);
            return StillReading.Of(new StillPicture(data, name, file.Turn ?? turn ?? default, file.Layout));
        }
        catch (CaptureException refused)
        {
            return StillReading.NoPicture(refused.Message);
        }
    }

    /// <summary>
    /// Compares what the header claims with the file and the free memory, before a decoder takes any; null when it may be decoded.
    /// </summary>
    private static StillReading? SizeProblem(byte[] data, string name)
    {
        if (!PictureHeader.TryReadSize(data, out var size) && !StillFormats.TryReadTiffSize(data, out size))
            return StillReading.NoPicture($"'{name}' has no frame header that can be read");
        return PictureBounds.StillProblem(size, data.Length) is { } never ? StillReading.NoPicture($"'{name}' {never}")
            : PictureBounds.MemoryProblem(size) is { } now ? StillReading.NotYet($"'{name}' {now}")
            : null;
    }

    private static StillReading Raw(byte[] data, string name)
    {
        if (RawPreview.Largest(data) is not { } range)
            return StillReading.NoPicture($"'{name}' holds no preview picture");
        using var file = new MemoryStream(data, writable: false);
        // Most makers write how it is turned into the raw file only.
        var turn = TiffHeader.Of(file, anyMaker: true) is { } header
            && TiffDirectory.Read(file, header, header.First).Number(TiffTags.Orientation) is >= 1 and <= 8 and var reported
            ? new PictureTurn((int)reported)
            : default;
        return Picture(data[range], name, turn);
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
