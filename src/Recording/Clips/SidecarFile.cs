using System.Text.Json;
using P2IKT.Live.Capture.Files;

namespace P2IKT.Live.Recording.Clips;

/// <summary>Sidecars on the disk: replaced as a whole, so that a reader, or whoever comes after a crash, sees a valid one.</summary>
public static class SidecarFile
{
    /// <summary>Writes a hidden file beside, which then takes the name.</summary>
    /// <param name="path">The sidecar.</param>
    /// <param name="sidecar">What it tells.</param>
    /// <param name="lasting">Whether to wait until the disk has it.</param>
    /// <exception cref="IOException">The disk is full or gone; the last sidecar stays.</exception>
    internal static void Write(string path, ClipSidecar sidecar, bool lasting)
    {
        using var part = new PartFile(path);
        using (var file = part.Open())
        {
            JsonSerializer.Serialize(file, sidecar, ClipJson.Default.ClipSidecar);
            file.Flush(flushToDisk: lasting);
        }
        part.Commit(overwrite: true);
    }

    /// <summary>Reads one; null when there is none, or what is there is not one.</summary>
    public static ClipSidecar? TryRead(string path)
    {
        try
        {
            if (new FileInfo(path).Length == 0) // nothing written yet, or no regular file: a pipe would hold up whoever opens it
                return null;
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return JsonSerializer.Deserialize(stream, ClipJson.Default.ClipSidecar)
                is { Clip: not null, Source: not null, Network: not null, Settings: not null, Frames: not null, Marks: not null, Timeline: not null } whole ? whole : null;
        }
        catch (Exception broken) when (broken is JsonException or NotSupportedException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
