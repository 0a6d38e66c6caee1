using System.Text;
using P2IKT.Live.Frames;
using Sylvan.Data.Csv;

namespace P2IKT.Live.Recording.Shoots;

/// <summary>What is to be photographed, one entry a picture or a set of pictures; read from CSV, never changed.</summary>
/// <remarks>
/// Commas, semicolons or tabs separate, quotes enclose (RFC 4180), any line ends. A first line with a column <c>name</c> names the columns:
/// <c>name</c>, and as they are there <c>code</c> (or <c>barcode</c>, <c>sku</c>, <c>ean</c>) and <c>note</c> (or <c>notes</c>,
/// <c>comment</c>). Without such a line they are name, code and note in this order. A first line with a column of codes and none of names
/// is refused.
/// </remarks>
public sealed class ShotList
{
    /// <summary>The largest file, in bytes.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>The most entries.</summary>
    public const int MaxEntries = 20_000;

    private const int MostCharacters = 500; // of a field
    private const char ByteOrderMark = '\uFEFF';
    private static readonly string[] CodeColumns = ["code", "barcode", "sku", "ean"];
    private static readonly string[] NoteColumns = ["note", "notes", "comment"];
    private readonly Dictionary<string, int> _byCode = new(StringComparer.OrdinalIgnoreCase);

    private ShotList(IReadOnlyList<ShotListEntry> entries, string source)
    {
        Entries = entries;
        foreach (var (entry, index) in entries.Select(static (entry, index) => (entry, index)))
        {
            if (entry.Code is { } code && !_byCode.TryAdd(code, index))
                throw Refuse(source, $"has the code {code} in row {entries[_byCode[code]].Row} and in row {entry.Row}: give each "
                    + "entry its own");
        }
        foreach (var (entry, index) in entries.Select(static (entry, index) => (entry, index)))
            _byCode.TryAdd(entry.Name, index); // a code takes precedence; of two entries of one name the first is found
    }

    /// <summary>At least one, in the order of the file.</summary>
    public IReadOnlyList<ShotListEntry> Entries { get; }

    /// <summary>Another one for each list that is read, also for one of the same entries.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>The entry of a scanned code, or of a name; -1: there is none. Case and blanks around it do not matter.</summary>
    public int Find(string scanned)
    {
        ArgumentNullException.ThrowIfNull(scanned);
        return _byCode.GetValueOrDefault(scanned.Trim(), -1);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="RecordingException">There is none, or it is not a shot list.</exception>
    public static ShotList Load(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Read(file, $"'{path}'");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new RecordingException(FaultKind.WrongUsage,
                $"The shot list '{path}' cannot be read ({refused.Message.TrimEnd('.')}): name a CSV file.", refused) { Subject = path };
        }
    }

    /// <summary>Reads CSV: UTF-8, or UTF-16 with its byte order mark.</summary>
    /// <param name="csv">Read to its end, not disposed.</param>
    /// <param name="source">What it is, for messages: "'list.csv'".</param>
    /// <exception cref="RecordingException">It is not a shot list; the message names the row.</exception>
    public static ShotList Read(Stream csv, string source)
    {
        ArgumentNullException.ThrowIfNull(csv);
        ArgumentNullException.ThrowIfNull(source);
        return new ShotList(ReadEntries(ReadText(csv, source), source), source);
    }

    private static string ReadText(Stream csv, string source)
    {
        using var bytes = new MemoryStream();
        var part = new byte[64 << 10];
        for (int got; (got = csv.Read(part)) > 0;)
        {
            if (bytes.Length + got > MaxBytes)
                throw Refuse(source, $"has more than {MaxBytes >> 20} MiB: split it");
            bytes.Write(part, 0, got);
        }
        bytes.Position = 0;
        try
        {
            using var reader = new StreamReader(bytes, EncodingOf(bytes.GetBuffer()), detectEncodingFromByteOrderMarks: false);
            var text = reader.ReadToEnd().TrimStart(ByteOrderMark);
            return text.Contains('\0', StringComparison.Ordinal)
                ? throw Refuse(source, "is not text: export it as CSV (UTF-8)")
                : text;
        }
        catch (DecoderFallbackException)
        {
            throw Refuse(source, "is damaged, or not UTF-8: export it as CSV (UTF-8)");
        }
    }

    // Refuses bytes that are none of its characters, which a reader that looks for the mark by itself replaces in UTF-16.
    private static Encoding EncodingOf(ReadOnlySpan<byte> text) => text switch
    {
        [0xFF, 0xFE, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        [0xFE, 0xFF, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
        _ => new UTF8Encoding(false, throwOnInvalidBytes: true),
    };

    private static List<ShotListEntry> ReadEntries(string text, string source)
    {
        var entries = new List<ShotListEntry>();
        try
        {
            using var csv = CsvDataReader.Create(
                new StringReader(text), new CsvDataReaderOptions { HasHeaders = false, BufferSize = 64 << 10 });
            var (name, code, note) = (0, 1, 2);
            for (var isFirst = true; csv.Read(); isFirst = false)
            {
                var fields = Enumerable.Range(0, csv.RowFieldCount).Select(csv.GetString).Select(static field => field.Trim()).ToList();
                if (isFirst && Column(fields, ["name"]) is >= 0 and var named)
                {
                    (name, code, note) = (named, Column(fields, CodeColumns), Column(fields, NoteColumns));
                    continue;
                }
                if (isFirst && Column(fields, CodeColumns) is >= 0 and var titled)
                    throw Refuse(source, $"has a column '{fields[titled]}' and no column 'name': call the column of the names 'name'");
                if (fields.All(static field => field.Length == 0))
                    continue;
                entries.Add(EntryOf(At(fields, name), At(fields, code), At(fields, note), csv.RowNumber, source));
                if (entries.Count > MaxEntries)
                    throw Refuse(source, $"has more than {MaxEntries} entries: split it");
            }
        }
        catch (CsvFormatException broken)
        {
            throw Refuse(source, $"is not CSV in row {broken.RowNumber} ({broken.Message.TrimEnd('.')}): look for a quote without its "
                + "other");
        }
        return entries.Count > 0 ? entries : throw Refuse(source, "has no entry: write one a line, its name first");
    }

    private static ShotListEntry EntryOf(string name, string code, string note, int row, string source)
    {
        if (name.Length == 0)
            throw Refuse(source, $"has no name in row {row}: give the entry one");
        return new[] { name, code, note }.Any(static field => field.Length > MostCharacters)
            ? throw Refuse(source, $"has a field of more than {MostCharacters} characters in row {row}: look for a quote without its other")
            : new ShotListEntry(name, code.Length > 0 ? code : null, note.Length > 0 ? note : null, row);
    }

    private static int Column(List<string> header, string[] names) =>
        header.FindIndex(field => names.Contains(field, StringComparer.OrdinalIgnoreCase));

    private static string At(List<string> fields, int column) => column >= 0 && column < fields.Count ? fields[column] : "";

    private static RecordingException Refuse(string source, string reason) =>
        new(FaultKind.WrongUsage, $"The shot list {source} {reason}.");
}
