using System.Globalization;

namespace P2IKT.Live.Capture.Files;

/// <summary>
/// A file on its way: written under a hidden name in the folder of its place, and renamed once it is complete, so that a reader sees
/// the old file or the whole new one. Disposed before it is committed, it leaves nothing behind.
/// </summary>
/// <remarks>
/// The hidden name is one that nobody can foresee, and the file is created with it here and now, never opened: a link that somebody
/// has planted is not followed. Others may then write to it by its name. Its extension is that of its place, by which encoders
/// choose the format.
/// </remarks>
public sealed class AtomicFile : IDisposable
{
    private const int MostTries = 100;
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);
    private readonly string _place;
    private bool _committed;

    /// <summary>Begins a file, empty.</summary>
    /// <param name="place">The name that it takes when it is complete; its folder is there.</param>
    /// <param name="ownerOnly">Whether nobody but its owner may ever read it; no effect on Windows. Default: no.</param>
    /// <exception cref="IOException">The folder is gone, the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public AtomicFile(string place, bool ownerOnly = false)
        : this(place, Random.Shared.Next, ownerOnly)
    {
    }

    internal AtomicFile(string place, Func<int> number, bool ownerOnly = false)
    {
        var creation = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (ownerOnly && !OperatingSystem.IsWindows())
            creation.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        ArgumentException.ThrowIfNullOrEmpty(place);
        _place = System.IO.Path.GetFullPath(place);
        for (var attempt = 1; ; attempt++)
        {
            Path = HiddenName(_place, number());
            try
            {
                new FileStream(Path, creation).Dispose();
                return;
            }
            catch (IOException) when (attempt < MostTries && IsTaken(Path))
            {
                // Somebody has it, or has planted it: another one.
            }
        }
    }

    /// <summary>Where to write.</summary>
    public string Path { get; }

    /// <summary>Opens it for writing; to be disposed before it is committed.</summary>
    /// <exception cref="IOException">The folder is gone.</exception>
    public FileStream Open() => new(Path, FileMode.Open, FileAccess.Write, FileShare.None);

    /// <summary>Gives it its name.</summary>
    /// <param name="overwrite">Whether it may take the place of a file that is there.</param>
    /// <exception cref="IOException">It may not, or the folder is gone.</exception>
    public void Commit(bool overwrite)
    {
        File.Move(Path, _place, overwrite);
        _committed = true;
    }

    /// <summary>Gives it its name, or the first of NAME-2, NAME-3 ... that is free. Nothing is ever overwritten.</summary>
    /// <returns>Its full path.</returns>
    /// <exception cref="IOException">The folder is gone.</exception>
    public string CommitUnderFreeName()
    {
        var (folder, extension) = (System.IO.Path.GetDirectoryName(_place)!, System.IO.Path.GetExtension(_place));
        for (var number = 1; ; number++)
        {
            var target = number == 1 ? _place : System.IO.Path.Combine(folder, FileNames.Fit(
                System.IO.Path.GetFileNameWithoutExtension(_place), string.Create(CultureInfo.InvariantCulture, $"-{number}{extension}")));
            try
            {
                File.Move(Path, target, overwrite: false);
                _committed = true;
                return target;
            }
            catch (IOException) when (IsTaken(target) && File.Exists(Path))
            {
                // That name is taken; the next one.
            }
        }
    }

    /// <summary>Removes what was written, unless it was committed.</summary>
    public void Dispose()
    {
        if (_committed)
            return;
        try
        {
            File.Delete(Path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // The folder is gone, or read-only by now: nothing is left that could be done.
        }
    }

    /// <summary>Removes what a run that was killed has left in a folder: part files that nobody has written to for an hour.</summary>
    public static void Sweep(string folder)
    {
        try
        {
            foreach (var part in new DirectoryInfo(folder)
                .EnumerateFiles(".*.part*", new EnumerationOptions { AttributesToSkip = FileAttributes.None }))
            {
                if (IsHiddenName(part.Name) && DateTime.UtcNow - part.LastWriteTimeUtc > Abandoned)
                    part.Delete();
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // Not there yet, or not ours to tidy.
        }
    }

    /// <summary>.NAME.NUMBER.part.EXT</summary>
    private static string HiddenName(string place, int number)
    {
        var end = string.Create(CultureInfo.InvariantCulture, $".{number}.part{System.IO.Path.GetExtension(place)}");
        return System.IO.Path.Combine(
            System.IO.Path.GetDirectoryName(place)!, FileNames.Fit($".{System.IO.Path.GetFileNameWithoutExtension(place)}", end));
    }

    private static bool IsHiddenName(string name)
    {
        var words = name.Split('.');
        var part = Array.LastIndexOf(words, "part");
        return name.StartsWith('.') && part >= 3 && part >= words.Length - 2 && words[part - 1].Length > 0
            && words[part - 1].All(char.IsAsciiDigit);
    }

    /// <summary>Whether anything has this name, a link that leads nowhere included.</summary>
    private static bool IsTaken(string path) => System.IO.Path.Exists(path) || new FileInfo(path).LinkTarget is not null;
}
