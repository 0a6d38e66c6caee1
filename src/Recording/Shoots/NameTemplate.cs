using System.Globalization;
using System.Text;
using P2IKT.Live.Capture.Files;

namespace P2IKT.Live.Recording.Shoots;

/// <summary>
/// A name with tokens, such as <c>{name}_{seq}</c>, for files, or <c>{date}/{name}</c>, for folders. <c>{date}</c> is 2026-11-27,
/// <c>{time}</c> is 14.05.09, <c>{seq}</c> a number of four digits (<c>{seq:3}</c>: of three), and see <see cref="NameValues"/>.
/// </summary>
/// <remarks>
/// What a user writes here is refused where a name of it would not be allowed on Windows (<see cref="PortableNames"/>). What a token stands
/// for comes from cameras and lists, and is made allowed by <see cref="PortableNames.Replace"/>.
/// </remarks>
public sealed class NameTemplate
{
    /// <summary>The longest text, in characters.</summary>
    public const int MaxLength = 120;

    private const int MostValueBytes = 80; // of UTF-8, so that a name with some of them fits into what a file system takes
    private const int UsualDigits = 4;
    private static readonly string[] OfFiles = ["date", "time", "seq", "name", "camera", "file"];
    private static readonly string[] OfFolders = ["date", "name", "camera"]; // the others make a folder of each picture
    private readonly IReadOnlyList<Part> _parts;

    private NameTemplate(string text, IReadOnlyList<Part> parts) => (Text, _parts) = (text, parts);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Reads the template of a file's name, without extension.</summary>
    /// <exception cref="FormatException">It is not one; the message is one sentence for the user.</exception>
    public static NameTemplate OfFile(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = Read(text, OfFiles, "name");
        if (parts.Count(static part => part.Token == "seq") > 1)
            throw new FormatException($"The name '{text}' counts twice: write {{seq}} once.");
        RequireAllowed(text, parts, "name");
        return new NameTemplate(text, parts);
    }

    /// <summary>Reads the template of a folder: one name, or several with <c>/</c> between them; empty: no folder of its own.</summary>
    /// <exception cref="FormatException">It is not one; the message is one sentence for the user.</exception>
    public static NameTemplate OfFolder(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length == 0)
            return new NameTemplate(text, []);
        foreach (var folder in text.Split('/'))
            RequireAllowed(text, Read(folder, OfFolders, "session folder"), "session folder");
        return new NameTemplate(text, Read(text, OfFolders, "session folder"));
    }

    /// <summary>The folder, relative, with the separators of this system; empty where there is none.</summary>
    public string FillFolder(NameValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Text.Length == 0 ? "" : string.Join(
            Path.DirectorySeparatorChar,
            Text.Split('/').Select(
                folder => FileNames.Fit(PortableNames.Replace(Fill(Read(folder, OfFolders, "session folder"), values), "unnamed"), "")));
    }

    /// <summary>The name but for its number.</summary>
    internal NumberedName FillFile(NameValues values)
    {
        var at = _parts.ToList().FindIndex(static part => part.Token == "seq");
        return at < 0
            ? new NumberedName(Fill(_parts, values), "", Digits: 0)
            : new NumberedName(Fill(_parts.Take(at), values), Fill(_parts.Skip(at + 1), values), _parts[at].Digits);
    }

    private static string Fill(IEnumerable<Part> parts, NameValues values)
    {
        var filled = new StringBuilder();
        foreach (var part in parts)
        {
            filled.Append(part.Token switch
            {
                "date" => values.At.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                "time" => values.At.ToString("HH.mm.ss", CultureInfo.InvariantCulture),
                "name" => Shorten(PortableNames.Replace(values.Name ?? "", "unnamed")),
                "camera" => Shorten(PortableNames.Replace(values.Camera ?? "", "camera")),
                "file" => Shorten(PortableNames.Replace(values.File ?? "", "picture")),
                _ => part.Literal,
            });
        }
        return filled.ToString();
    }

    private static string Shorten(string value)
    {
        var kept = new StringBuilder();
        var bytes = 0;
        foreach (var rune in value.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MostValueBytes)
                break;
            kept.Append(rune);
        }
        return kept.ToString().TrimEnd(' ', '.');
    }

    private static List<Part> Read(string text, string[] tokens, string what)
    {
        if (text.Length > MaxLength)
            throw new FormatException($"The {what} has {text.Length} characters: {MaxLength} at most.");
        var parts = new List<Part>();
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOfAny(['{', '}'], at);
            if (open < 0)
                open = text.Length;
            if (open > at)
                parts.Add(new Part(text[at..open], null));
            if (open == text.Length)
                break;
            var close = text.IndexOf('}', open);
            if (text[open] == '}' || close < 0)
                throw new FormatException($"The {what} '{text}' has a brace without its other: tokens are written as in {{date}}.");
            parts.Add(ReadToken(text, text[(open + 1)..close], tokens, what));
            at = close + 1;
        }
        return parts;
    }

    private static Part ReadToken(string text, string token, string[] tokens, string what)
    {
        var digits = UsualDigits;
        var name = token;
        if (token.StartsWith("seq:", StringComparison.Ordinal))
        {
            if (token.Length != 5 || token[4] is < '1' or > '9')
                throw new FormatException($"'{{{token}}}' is not a number of digits: write {{seq:1}} to {{seq:9}}.");
            (name, digits) = ("seq", token[4] - '0');
        }
        return tokens.Contains(name, StringComparer.Ordinal)
            ? new Part("", name, digits)
            : throw new FormatException(
                $"The {what} '{text}' has the token {{{token}}}: it may have {string.Join(", ", tokens.Select(known => $"{{{known}}}"))}.");
    }

    /// <summary>Refuses what is not allowed whatever the tokens stand for: each of them stands for a letter here.</summary>
    private static void RequireAllowed(string text, List<Part> parts, string what)
    {
        var sample = string.Concat(parts.Select(static part => part.Token is null ? part.Literal : "x"));
        if (PortableNames.RejectionReason(sample) is { } reason)
            throw new FormatException($"The {what} '{text}' {reason}: write another.");
    }

    private sealed record Part(string Literal, string? Token, int Digits = 0);
}
