using P2IKT.Live.Capture.Files;

namespace P2IKT.Live.Commands;

/// <summary>
/// A file that a command writes at its end, opened at its beginning: a path that cannot be written is found before a long run.
/// </summary>
internal sealed class OutputFile : IAsyncDisposable
{
    private const int HeadCharacters = 64;
    private readonly string _file;
    private readonly StreamWriter _writer;

    private bool _isEmpty; // made here, and not written to: it goes away with the run that could not begin

    private OutputFile(string file, bool isNew, StreamWriter writer) => (_file, _isEmpty, _writer) = (file, isNew, writer);

    /// <summary>Makes a table, or empties the one of an earlier run.</summary>
    /// <exception cref="UsageException">It cannot be written, or something else is there.</exception>
    public static OutputFile CreateCsv(string file) => Create(file, ["picture,", "line,", "model,"]);

    /// <summary>Makes a file of statistics, or empties that of an earlier run.</summary>
    /// <exception cref="UsageException">It cannot be written, or something else is there.</exception>
    public static OutputFile CreateJson(string file) => Create(file, ["{\"frames\":"]);

    /// <param name="file">Its path.</param>
    /// <param name="beginnings">With one of which a file begins that may be emptied: a mistyped name must not cost a photograph.</param>
    private static OutputFile Create(string file, string[] beginnings)
    {
        try
        {
            if (!SpecialFile.IsAt(file) && File.Exists(file) && !BeginsWithOneOf(file, beginnings))
                throw new UsageException($"The file {file} is there, and is not the result of an earlier run: move it away, or name another.");
            return new OutputFile(file, !Path.Exists(file), new StreamWriter(file));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"The file {file} cannot be written ({fault.Message.TrimEnd('.')}): name another file.", fault);
        }
    }

    private static bool BeginsWithOneOf(string file, string[] beginnings)
    {
        using var reader = new StreamReader(file);
        var begin = new char[HeadCharacters];
        var length = reader.ReadBlock(begin);
        var text = string.Concat(begin.Take(length).Where(static character => !char.IsWhiteSpace(character)));
        return text.Length == 0 || beginnings.Any(one => text.StartsWith(one, StringComparison.Ordinal));
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
        _isEmpty = false;
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
            if (_isEmpty)
                File.Delete(_file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // See above.
        }
    }
}
