using System.Text.RegularExpressions;

namespace P2IKT.Live.Tests.Docs;

/// <summary>The pages for readers are in plain technical English: short lines, short sentences, the words of docs/glossary.md.</summary>
public sealed class ProseTests
{
    private const int MaxColumns = 140; // rows of tables and code may be longer
    private const int MaxWords = 30; // in a sentence

    /// <summary>What the pages say no longer, as patterns of whole words, beside what they say instead.</summary>
    private static readonly (string Old, string New)[] OldWords =
    [
        ("patience", "timeout"),
        ("weigh(s|ed|ing)?", "weight, weighted, weighting"),
        ("rungs?", "level"),
        ("tell(s|ing)?|told", "say, report, show"),
        ("settle(s|d)?|settling", "finish, become stable"),
        ("(?<!there )is no(?! longer)", "is not a"),
        ("(of|on) (its|his|our|their) own", "its own, separate"),
        ("whoever", "the caller, the user"),
        ("in hand", "current"),
        ("mend(s|ed|ing)?", "fix"),
        ("obstacles?", "reason"),
    ];

    /// <summary>Options that have a new name. They are looked for in code, too.</summary>
    private static readonly (string Old, string New)[] OldOptions = [("settle=", "stable=")];

    private static readonly string[] RootPages = ["README.md", "CONTRIBUTING.md"];

    public static TheoryData<string> Pages()
    {
        var root = RepositoryFolder.Root;
        var rest = Directory.EnumerateFiles(Path.Combine(root, "docs"), "*.md").Select(path => $"docs/{Path.GetFileName(path)}");
        return [.. RootPages.Where(name => File.Exists(Path.Combine(root, name))).Concat(rest.Order(StringComparer.Ordinal))];
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_OfTheDocumentation_IsInPlainEnglish(string page)
    {
        var lines = File.ReadAllLines(Path.Combine(RepositoryFolder.Root, page));
        var problems = Problems(lines).Concat(OldOptionsIn(lines)).Select(problem => $"{page}:{problem}").ToList();
        Assert.True(problems.Count == 0, string.Join('\n', problems)); // Assert.Empty would shorten them
    }

    [Theory]
    [InlineData("One two three.", 0)]
    [InlineData("It weighs the bands. The page tells why.", 2)]
    [InlineData("It says `is not a JPEG, PNG, TIFF or WebP picture`.", 0)] // a quoted message stays as the program prints it
    [InlineData("| there is no rung | it is no longer used |", 1)]
    public void OldWord_OutsideCode_IsFound(string line, int problems) => Assert.Equal(problems, Problems([line]).Count());

    [Theory]
    [InlineData(30, false)]
    [InlineData(31, true)]
    public void Sentence_OfManyWords_IsFoundOverLines(int words, bool isFound)
    {
        var half = string.Join(' ', Enumerable.Repeat("word", words / 2));
        var rest = string.Join(' ', Enumerable.Repeat("word", words - (words / 2)));
        Assert.Equal(isFound, Problems([$"* Short one. {half}", $"  {rest}: and more", "* next item"]).Any());
    }

    [Fact]
    public void Line_TooLong_IsFoundInProseAlone()
    {
        var line = new string('x', MaxColumns + 1);
        Assert.Empty(Problems([$"| {line} |", "", $"    {line}", "", "```", line, "```"]));
        Assert.Single(Problems(["Short", line]));
    }

    [Fact]
    public void OldOption_InCode_IsFound() => Assert.Single(OldOptionsIn(["Text", "", "    folder:/shoot?settle=3"]));

    private static IEnumerable<string> Problems(IEnumerable<string> lines) =>
        MarkdownBlock.Read(lines).SelectMany(block => ProblemsOf(block).Select(problem => $"{block.Line}: {problem}"));

    private static IEnumerable<string> ProblemsOf(MarkdownBlock block)
    {
        if (block.Longest > MaxColumns && !block.IsTableRow)
            yield return $"a line of {block.Longest} columns, where {MaxColumns} are allowed";
        foreach (var sentence in block.Sentences)
        {
            var words = sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries).Count(word => word.Any(char.IsLetterOrDigit));
            if (words > MaxWords)
                yield return $"a sentence of {words} words, where {MaxWords} are allowed: {sentence}";
        }
        foreach (var (old, now) in OldWords)
        {
            if (Regex.Match(block.Words, $@"\b({old})\b", RegexOptions.IgnoreCase) is { Success: true } found)
                yield return $"'{found.Value}': write {now}";
        }
    }

    private static IEnumerable<string> OldOptionsIn(IEnumerable<string> lines) =>
        from line in lines.Index()
        from option in OldOptions
        where line.Item.Contains(option.Old, StringComparison.Ordinal)
        select $"{line.Index + 1}: '{option.Old}': write {option.New}";
}
