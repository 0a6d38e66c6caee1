namespace P2IKT.Live.Recording.Shoots;

/// <summary>
/// Counts names that differ in their number only: each gets the one after the largest that is in the folder, or that was given before. So
/// it goes on after a restart, and a number of a deleted file is not given again while the program runs. One thread at a time.
/// </summary>
internal sealed class SequenceNumbers
{
    private const int MostKept = 10_000; // of a list with as many entries
    private readonly Dictionary<string, long> _given = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The next number; 1 is the first.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public long Next(NumberedName name, IEnumerable<string> folders)
    {
        if (name.Digits == 0)
            return 0;
        var key = $"{string.Join('\0', folders)}\0{name.Before}\0{name.After}";
        var last = _given.GetValueOrDefault(key);
        foreach (var folder in folders.Where(Directory.Exists))
        {
            foreach (var file in Directory.EnumerateFiles(folder))
                last = Math.Max(last, name.NumberIn(Path.GetFileNameWithoutExtension(file)) ?? 0);
        }
        if (_given.Count >= MostKept)
            _given.Clear(); // the folder is read all the same
        return _given[key] = last + 1;
    }
}
