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
        if (!loop.MayHaveFrame)
            return null;
        var slot = loop.Slots.Join(FrameParts.Sharp, acknowledges: false);
        using var timeout = limits.Time.CreateTimer(_ => slot.Close(), null, limits.SnapshotTimeout, Timeout.InfiniteTimeSpan);
        using var left = stop.Register(slot.Close);
        try
        {
            if (await slot.NextAsync().ConfigureAwait(false) is not { } frame)
                return null;
            try
            {
                return Write(frame[FrameParts.Sharp, slot.Granted.Form].Span, place());
            }
            finally
            {
                frame.Release();
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new RecordingException(
                $"The snapshot was not saved ({refused.Message.TrimEnd('.')}): make room, or choose a session folder that can be "
                    + "written.", refused);
        }
        finally
        {
            loop.Slots.Leave(slot);
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
