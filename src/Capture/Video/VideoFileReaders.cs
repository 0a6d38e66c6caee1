using P2IKT.Live.Capture.Decoding;
using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Capture.Streams;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Capture.Video;

/// <summary>Opens a video file with OpenCV, or with the program <c>ffmpeg</c> where OpenCV lacks the codec.</summary>
internal static class VideoFileReaders
{
    /// <summary>Opens a file, and decodes its first frame.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="shown">As it was named.</param>
    /// <param name="findPrograms">Where <c>ffmpeg</c> is.</param>
    /// <returns>A reader that stands before the first frame, and how another one is opened.</returns>
    /// <exception cref="CaptureException">It cannot be opened.</exception>
    public static (IVideoFileReader Reader, Func<IVideoFileReader> Reopen) Open(string path, string shown, Func<VideoPrograms> findPrograms)
    {
        if (VideoReader.File(path, out var codec, PictureBounds.MaxLivePixels) is { } reader)
            return (Bounded(reader, shown),
                () => VideoReader.File(path, out _) ?? throw new CaptureException($"'{path}' cannot be opened as a video."));
        VideoPrograms programs;
        try
        {
            programs = findPrograms();
        }
        catch (CaptureException missing)
        {
            throw NotAvailable(codec.Length > 0
                ? $"'{shown}' is a video of codec '{codec}', which OpenCV does not decode here; with the program ffmpeg it plays: "
                    + $"{FfmpegProgram.HowToInstall}."
                : $"'{shown}' cannot be opened as a video: it is none, is cut short, or may not be read; try it in a player.", missing);
        }
        try
        {
            return (Bounded(FfmpegFileReader.Open(programs, path), shown), () => FfmpegFileReader.Open(programs, path));
        }
        catch (CaptureException broken)
        {
            throw NotAvailable(broken.Message, broken);
        }
    }

    private static IVideoFileReader Bounded(IVideoFileReader reader, string shown)
    {
        if (reader.Size.Pixels <= PictureBounds.MaxLivePixels)
            return reader;
        var size = reader.Size;
        reader.Dispose();
        throw NotAvailable($"'{shown}' {PictureBounds.LiveProblem(size)}: scale it down with ffmpeg first.");
    }

    private static CaptureException NotAvailable(string message, Exception? cause = null) => new(FaultKind.NotAvailable, message, cause);
}
