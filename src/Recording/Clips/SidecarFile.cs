using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using P2IKT.Live.Capture.Files;

namespace P2IKT.Live.Recording.Clips;

/// <summary>Sidecars on the disk: replaced as a whole, so that a reader sees a valid one, after a crash, too.</summary>
public static class SidecarFile
{
    /// <summary>No clip has a larger one: a day of 60 frames a second makes some 130 MB. Bytes.</summary>
    public const long MaxBytes = 160 << 20;

    /// <summary>Writes a hidden file beside, which then takes the name.</summary>
    /// <param name="path">The sidecar.</param>
    /// <param name="sidecar">Its content.</param>
    /// <param name="lasting">Whether to wait until the disk has it.</param>
    /// <exception cref="IOException">The disk is full or gone; the last sidecar stays.</exception>
    internal static void Write(string path, ClipSidecar sidecar, bool lasting)
    {
        using var part = new AtomicFile(path);
        using (var file = part.Open())
        {
            JsonSerializer.Serialize(file, sidecar, ClipJson.Default.ClipSidecar);
            file.Flush(flushToDisk: lasting);
        }
        part.Commit(overwrite: true);
    }

    /// <summary>Reads a sidecar; null when there is none, or when the file is not a valid one.</summary>
    public static ClipSidecar? TryRead(string path) => TryRead(path, out var sidecar, out _) ? sidecar : null;

    /// <summary>Reads a sidecar and checks every value in it: the file may come from anywhere.</summary>
    /// <param name="path">The sidecar.</param>
    /// <param name="sidecar">Its content; every number in it is finite and can be, no part is missing.</param>
    /// <param name="problem">Why it cannot be used, one clause; null also when there is no file.</param>
    public static bool TryRead(string path, [NotNullWhen(true)] out ClipSidecar? sidecar, out string? problem)
    {
        (sidecar, problem) = (null, null);
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                return false;
            problem = file.Length switch
            {
                0 => "it is empty, or is not a regular file", // opening a pipe could block
                > MaxBytes => $"it has {file.Length / 1_000_000} MB, more than any clip's",
                _ => null,
            };
            if (problem is not null)
                return false;
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            sidecar = JsonSerializer.Deserialize(stream, ClipJson.Default.ClipSidecar);
            problem = sidecar is null ? "it holds nothing" : SidecarCheck.Problem(sidecar);
        }
        catch (Exception broken) when (broken is JsonException or NotSupportedException or IOException or UnauthorizedAccessException)
        {
            problem = broken is JsonException ? "it is not the JSON of a sidecar" : broken.Message.TrimEnd('.');
        }
        if (problem is not null)
            sidecar = null;
        return sidecar is not null;
    }
}
