namespace P2IKT.Live.Commands;

/// <summary>
/// Files that a command writes at its end are opened at its beginning: a path that cannot be written is found before a long run.
/// </summary>
internal static class OutputFile
{
    /// <exception cref="UsageException">It cannot be written.</exception>
    public static StreamWriter Create(string file)
    {
        try
        {
            return new StreamWriter(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"The file {file} cannot be written: {fault.Message}", fault);
        }
    }

    /// <summary>A folder for results, made if it is not there.</summary>
    /// <exception cref="UsageException">It cannot be made.</exception>
    public static string Folder(string folder)
    {
        try
        {
            return Directory.CreateDirectory(folder).FullName;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"The folder {folder} cannot be made: {fault.Message}", fault);
        }
    }
}
