namespace P2IKT.Live.Commands;

/// <summary>
/// A file that a command writes at its end, opened at its beginning: a path that cannot be written is found before a long run.
/// </summary>
internal sealed class OutputFile : IAsyncDisposable
{
    private readonly string _file;
    private readonly StreamWriter _writer;

    private OutputFile(string file, StreamWriter writer) => (_file, _writer) = (file, writer);

    /// <summary>Makes it, or empties it.</summary>
    /// <exception cref="UsageException">It cannot be written.</exception>
    public static OutputFile Create(string file)
    {
        try
        {
            return new OutputFile(file, new StreamWriter(file));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"The file {file} cannot be written ({fault.Message.TrimEnd('.')}): name another file.", fault);
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
            throw new UsageException($"The folder {folder} cannot be made ({fault.Message.TrimEnd('.')}): name another folder.", fault);
        }
    }

    /// <summary>Appends lines; returns when the system has them.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    public async Task WriteAsync(IEnumerable<string> lines)
    {
        try
        {
            foreach (var line in lines)
                await _writer.WriteLineAsync(line);
            await _writer.FlushAsync();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The file {_file} cannot be written ({fault.Message.TrimEnd('.')}): free its disk, or name another file.", fault);
        }
    }

    /// <summary>Closes it. What could not be written was reported when it was written.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _writer.DisposeAsync();
        }
        catch (IOException)
        {
            // See above.
        }
    }
}
