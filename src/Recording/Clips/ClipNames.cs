using System.Text;
using P2IKT.Live.Capture.Files;

namespace P2IKT.Live.Recording.Clips;

/// <summary>Names of clips, and how a name is taken so that no other file is ever overwritten.</summary>
internal static class ClipNames
{
    private const int MostTries = 10_000;
    private const int MostBytes = 220; // of a user's name: a file system takes 255 with the number and the endings
    private static readonly string Room = new('-', 255 - MostBytes); // for them

    /// <summary>The name of a clip begun now, without extension: sorts by time, and is allowed on every system.</summary>
    public static string At(DateTimeOffset moment) =>
        moment.ToString("'P2IKT 'yyyy-MM-dd' 'HH.mm.ss", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The sidecar of a clip.</summary>
    public static string SidecarOf(string clip) => Path.ChangeExtension(clip, ".json");

    /// <summary>The source's own picture beside a clip.</summary>
    public static string SourceOf(string clip) => Path.ChangeExtension(clip, ".source" + Path.GetExtension(clip));

    /// <summary>
    /// Takes the first of NAME.mp4, NAME-2.mp4, NAME-3.mp4 ... of which nothing is there, by making the empty file: two programs
    /// that record into one folder never get the same name.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static string TakeFree(string folder, string name, string extension)
    {
        Directory.CreateDirectory(folder);
        for (var i = 1; i < MostTries; i++)
        {
            var path = Path.Combine(folder, (i == 1 ? name : $"{name}-{i}") + extension);
            if (Path.Exists(SidecarOf(path)) || Path.Exists(SourceOf(path)) || Path.Exists(path))
                continue;
            try
            {
                new FileStream(path, FileMode.CreateNew).Dispose();
                return path;
            }
            catch (IOException) when (Path.Exists(path))
            {
                // Another program was faster.
            }
        }
        throw new IOException($"'{folder}' holds {MostTries} clips named {name} already");
    }

    /// <summary>The name; one that leaves no room for the number and the endings loses its end (<see cref="FileNames.Fit"/>).</summary>
    public static string Fit(string name) => FileNames.Fit(name, Room)[..^Room.Length];

    /// <summary>Whether a user's name for a clip stays inside its folder on every system.</summary>
    public static bool IsAllowed(string name) =>
        name.Length is > 0 and <= 120 && Encoding.UTF8.GetByteCount(name) <= MostBytes && name.Trim().Length == name.Length
            && PortableNames.RejectionReason(name) is null;
}
