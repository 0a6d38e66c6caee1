namespace P2IKT.Live.Recording.Shoots;

/// <summary>
/// Counts names that differ in their number only: each gets the one after the largest that is in the folder, or that was given before. So
/// it goes on after a restart, and a number of a deleted file is not given again while the program runs. One thread at a time.
/// </summary>
/// <param name="list">The files of a folder; none of one that is not there.</param>
internal sealed class SequenceNumbers(Func<string, IEnumerable<string>> list)
{
    private const int MostKept = 10_000; // of a list with as many entries
    private readonly Dictionary<string, long> _given = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The files of a folder on a disk.</summary>
    public static IEnumerable<string> FilesIn(string folder) => Directory.Exists(folder) ? Directory.EnumerateFiles(folder) : [];

    /// <summary>The next number; 1 is the first.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public long Next(NumberedName name, IEnumerable<string> folders)
    {
        if (name.Digits == 0)
            return 0;
        var key = $"{string.Join('\0', folders)}\0{name.Before}\0{name.After}";
        var last = _given.GetValueOrDefault(key);
        foreach (var file in folders.SelectMany(list))
            last = Math.Max(last, name.NumberIn(Path.GetFileNameWithoutExtension(file)) ?? 0);
        if (_given.Count >= MostKept)
            _given.Clear(); // the folder is read all the same
        return _given[key] = last + 1;
    }
}
