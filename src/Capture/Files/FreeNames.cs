using System.Globalization;

namespace P2IKT.Live.Capture.Files;

/// <summary>Names that no other file has.</summary>
public static class FreeNames
{
    private const int MostTries = 10_000;

    /// <summary>Moves a file to a name, or to the first of NAME-2, NAME-3 ... that is free. Nothing is ever overwritten.</summary>
    /// <param name="from">The file.</param>
    /// <param name="to">The name that it takes, a full path; its folder is made.</param>
    /// <returns>Its full path then.</returns>
    /// <exception cref="IOException">It cannot be moved: it stays where it is.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static string Move(string from, string to)
    {
        ArgumentException.ThrowIfNullOrEmpty(from);
        ArgumentException.ThrowIfNullOrEmpty(to);
        var (source, wanted) = (Path.GetFullPath(from), Path.GetFullPath(to));
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(wanted)!).FullName;
        var (stem, extension) = (Path.GetFileNameWithoutExtension(wanted), Path.GetExtension(wanted));
        for (var number = 1; ; number++)
        {
            var ending = number == 1 ? extension : string.Create(CultureInfo.InvariantCulture, $"-{number}{extension}");
            var target = Path.Combine(folder, FileNames.Fit(stem, ending));
            if (target == source)
                return source;
            try
            {
                File.Move(source, target, overwrite: false);
                return target;
            }
            catch (IOException) when (number < MostTries && IsTaken(target) && File.Exists(source))
            {
                // That name is taken; the next one.
            }
        }
    }

    private static bool IsTaken(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;
}
