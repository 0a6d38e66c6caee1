using P2IKT.Live.Capture.Ffmpeg;
using P2IKT.Live.Capture.Files;
using P2IKT.Live.Frames;

namespace P2IKT.Live.Recording.Clips;

/// <summary>Checks before a clip begins: an encoder, room on the disk, a file that may be written.</summary>
internal static class ClipPreconditions
{
    /// <summary>Checks that the chosen codec can be encoded.</summary>
    /// <exception cref="RecordingException">There is no ffmpeg, or it was built without the encoder.</exception>
    public static async Task RequireEncoderAsync(ClipOptions options, CancellationToken stop)
    {
        if (options.Program is null)
            throw new RecordingException(FaultKind.NotAvailable,
                $"Recording needs the program ffmpeg, which is not on the path: {FfmpegProgram.HowToInstall}.");
        if (!await options.Codec.ProbeAsync(stop).ConfigureAwait(false))
        {
            throw new RecordingException(
                FaultKind.NotAvailable,
                $"The ffmpeg at {options.Program} was built without {options.Codec.Encoder}: choose another codec, such as h264.")
            {
                Subject = options.Codec.Name,
                Setting = "codec",
            };
        }
    }

    /// <summary>Checks that the container of a file name holds the chosen codec.</summary>
    /// <param name="full">The file.</param>
    /// <param name="path">As the user wrote it.</param>
    /// <param name="options">The codec.</param>
    /// <exception cref="RecordingException">It does not.</exception>
    public static void RequireExtension(string full, string path, ClipOptions options)
    {
        var codec = options.Codec;
        if (!codec.Extensions.Contains(Path.GetExtension(full), StringComparer.OrdinalIgnoreCase))
            throw new RecordingException(FaultKind.WrongUsage,
                $"'{path}' cannot hold {codec.Name}: name it {string.Join(" or ", codec.Extensions.Select(e => "*" + e))}, or choose "
                    + "another codec.") { Subject = path, Setting = "codec" };
    }

    /// <summary>Checks that the disk has room for a clip.</summary>
    /// <exception cref="RecordingException">The disk is nearly full.</exception>
    public static void RequireRoom(string folder)
    {
        if (FreeIn(folder) < DiskSpace.LeastToBegin)
            throw new RecordingException($"The disk of '{folder}' has less than {DiskSpace.LeastToBegin >> 20} MB left: free some space, "
                + "or record elsewhere.");
    }

    /// <summary>Bytes left for files of a folder, which need not be there yet; null where the system does not report it.</summary>
    public static long? FreeIn(string folder)
    {
        var at = Path.GetFullPath(folder);
        while (!Directory.Exists(at) && Path.GetDirectoryName(at) is { } above)
            at = above; // its disk is the one that counts
        return DiskSpace.FreeAt(Path.Combine(at, "clip"));
    }

    /// <summary>Makes an empty file where the user wants the clip; one that is there keeps its content until the first frame.</summary>
    /// <param name="full">The file.</param>
    /// <param name="path">As the user wrote it.</param>
    /// <param name="options">Whether it may be replaced.</param>
    /// <returns>The file.</returns>
    /// <exception cref="RecordingException">It, its sidecar or the file of its source is a folder, or there already.</exception>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static string Take(string full, string path, ClipOptions options)
    {
        if (Directory.Exists(full))
            throw new RecordingException(FaultKind.WrongUsage, $"'{path}' is a folder: name a file in it.");
        if (SpecialFile.IsAt(full))
            throw new RecordingException(FaultKind.WrongUsage, $"'{path}' is a pipe or a device: name a file.");
        RequireFree(full, path, options);
        RequireFree(ClipNames.SidecarOf(full), ClipNames.SidecarOf(path), options);
        if (options.KeepSource)
            RequireFree(ClipNames.SourceOf(full), ClipNames.SourceOf(path), options);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        new FileStream(full, options.Overwrite ? FileMode.OpenOrCreate : FileMode.CreateNew, FileAccess.Write).Dispose();
        return full;
    }

    private static void RequireFree(string full, string path, ClipOptions options)
    {
        if (options.SourceFile is { } source && FileNames.IsSame(full, source))
        {
            throw new RecordingException(
                FaultKind.WrongUsage, $"The clip would take the place of '{path}', which is played: choose another name.")
            {
                Subject = path,
            };
        }
        if (Directory.Exists(full) || SpecialFile.IsAt(full))
        {
            throw new RecordingException(
                FaultKind.WrongUsage, $"'{path}' is not a file, and the clip needs its name: choose another name.") { Subject = path };
        }
        if (!options.Overwrite && File.Exists(full))
        {
            throw new RecordingException(FaultKind.WrongUsage, $"'{path}' is there already: choose another name, or allow overwriting.")
            {
                Subject = path,
                Setting = "overwrite",
            };
        }
    }
}
