using P2IKT.Live.Capture;
using P2IKT.Live.Capture.HotFolder;
using P2IKT.Live.Capture.Pictures;
using P2IKT.Live.Deblur;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Stills;

/// <summary>Writes a deblurred still: in the format of the original, with its bit depth and its description.</summary>
internal static class StillWriter
{
    /// <summary>
    /// Writes the file. To be called while the session that made the result is free: it sees a picture of 16 bits once more.
    /// </summary>
    /// <returns>One sentence about what the file lacks; null when that is nothing.</returns>
    /// <exception cref="RecordingException">The place is taken.</exception>
    /// <exception cref="CaptureException">The format cannot hold it.</exception>
    /// <exception cref="IOException">The disk is full, the folder is gone.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static string? Write(Still still, DeblurredFrame frame, DeblurSession session)
    {
        using var output = ResultFile.Begin(still.OutputPath!, overwrite: false);
        using var file = still.OpenPicture();
        using var result = new PixelStore(file.Layout, still.OutputPath!);
        if (PictureSamples.Passes(file.Layout) == 1)
        {
            StillChange.Apply(file, still.Turn, [(frame.Source, frame.Sharp)], result);
        }
        else
        {
            using var frames = new FramePool(frame.Source.Size, 2);
            using var maps = new FramePool(session.BlurSize, 1, PixelFormat.Float32);
            using var source = Rent(frames);
            using var sharp = Rent(frames);
            using var blur = Rent(maps);
            using (var again = still.OpenPicture())
                PictureFrame.Fill(again, still.Turn, pass: 1, source);
            source.Publish(frame.Source.Sequence, frame.Source.CapturedAt);
            session.Run(source, sharp, blur);
            sharp.Publish(frame.Source.Sequence, frame.Source.CapturedAt);
            StillChange.Apply(file, still.Turn, [(frame.Source, frame.Sharp), (source, sharp)], result);
        }
        file.Save(result, output.PartPath, CancellationToken.None);
        output.Commit(still.WrittenAt);
        return file.Loss;
    }

    private static Frame Rent(FramePool pool) => pool.TryRent(out var frame) ? frame
        : throw new InvalidOperationException("A fresh pool had no buffer.");
}
