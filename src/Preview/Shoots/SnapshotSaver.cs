using P2IKT.Live.Capture.Files;
using P2IKT.Live.Preview.Live;
using P2IKT.Live.Recording;

namespace P2IKT.Live.Preview.Shoots;

/// <summary>Saves the newest deblurred picture as a file.</summary>
internal sealed class SnapshotSaver(EncoderLoop loop, ViewerLimits limits)
{
    /// <summary>Saves it.</summary>
    /// <param name="place">Returns the full path with extension; the first free name after it is taken.</param>
    /// <param name="stop">Gives up waiting for a picture.</param>
    /// <returns>The full path of the file; null: there is no picture yet.</returns>
    /// <exception cref="RecordingException">It cannot be written.</exception>
    public async Task<string?> SaveAsync(Func<string> place, CancellationToken stop)
    {
        using var picture = await SinglePicture.NextAsync(loop, FrameParts.Sharp, limits, stop).ConfigureAwait(false);
        try
        {
            return picture is null ? null : Write(picture.Jpeg.Span, place());
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new RecordingException(
                $"The snapshot was not saved ({refused.Message.TrimEnd('.')}): make room, or choose a session folder that can be "
                    + "written.", refused);
        }
    }

    private static string Write(ReadOnlySpan<byte> picture, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var part = new AtomicFile(path);
        using (var file = part.Open())
            file.Write(picture);
        return part.CommitUnderFreeName();
    }
}
