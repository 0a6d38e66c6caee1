using System.Text.RegularExpressions;

namespace P2IKT.Live.Tests.Docs;

/// <summary>A heading, a paragraph, an item of a list or a row of a table. Blocks of code are left out.</summary>
/// <param name="Line">Its first line, from 1.</param>
/// <param name="Text">Its lines, joined by spaces, without the marker of a list or heading.</param>
/// <param name="Longest">Columns of its longest line.</param>
internal sealed partial record MarkdownBlock(int Line, string Text, int Longest)
{
    public bool IsTableRow => Text.StartsWith('|');

    /// <summary>The words alone: a code span becomes one word, a link its text, emphasis is removed.</summary>
    public string Words => Emphasis.Replace(Address.Replace(CodeSpan.Replace(Link.Replace(Text, "$1"), "code"), "address"), "");

    /// <summary>A colon or semicolon ends a sentence, too, and so does the edge of a table's cell.</summary>
    public IEnumerable<string> Sentences =>
        SentenceEnd.Split(Words).Select(sentence => sentence.Trim()).Where(sentence => sentence.Length > 0);

    public static List<MarkdownBlock> Read(IEnumerable<string> lines)
    {
        var blocks = new List<MarkdownBlock>();
        var isOpen = false; // whether the next line continues the last block
        var isFenced = false;
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            var isFence = line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            isFenced ^= isFence;
            if (isFence || isFenced || line.AsSpan().Trim().IsEmpty || (!isOpen && line.StartsWith("    ", StringComparison.Ordinal)))
            {
                isOpen = false;
                continue;
            }
            var isAlone = line[0] is '|' or '#';
            if (isOpen && !isAlone && !Marker.IsMatch(line))
                blocks[^1] = new(blocks[^1].Line, $"{blocks[^1].Text} {line.Trim()}", Math.Max(blocks[^1].Longest, line.Length));
            else
                blocks.Add(new(number, Marker.Replace(line, "").Trim(), line.Length));
            isOpen = !isAlone;
        }
        return blocks;
    }

    [GeneratedRegex(@"^\s*([*-]|\d+\.|#+)\s+")]
    private static partial Regex Marker { get; }

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex CodeSpan { get; }

    [GeneratedRegex(@"!?\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Link { get; }

    [GeneratedRegex(@"https?://\S+")]
    private static partial Regex Address { get; }

    [GeneratedRegex(@"\*+")]
    private static partial Regex Emphasis { get; }

    [GeneratedRegex(@"[.!?:;](?=[\s)""]|$)|\|")]
    private static partial Regex SentenceEnd { get; }
}
