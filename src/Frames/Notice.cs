using System.Buffers;

namespace P2IKT.Live.Frames;

/// <summary>
/// What the user should know while something runs, although nothing is thrown: a lower quality, a still that cannot be written.
/// </summary>
public sealed record Notice
{
    private static readonly SearchValues<char> CodeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>A notice.</summary>
    /// <param name="level">How much it matters.</param>
    /// <param name="code">A stable name in kebab-case, such as "quality-lowered", for programs that react to it.</param>
    /// <param name="text">One sentence for the user.</param>
    /// <exception cref="ArgumentException">The code has other characters than small letters, digits and hyphens.</exception>
    public Notice(NoticeLevel level, string code, string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(code);
        ArgumentNullException.ThrowIfNull(text);
        if (code.AsSpan().ContainsAnyExcept(CodeCharacters))
            throw new ArgumentException($"'{code}' is not in kebab-case.", nameof(code));
        (Level, Code, Text) = (level, code, text);
    }

    /// <summary>How much it matters.</summary>
    public NoticeLevel Level { get; }

    /// <summary>A stable name in kebab-case; does not change with the wording.</summary>
    public string Code { get; }

    /// <summary>One sentence for the user.</summary>
    public string Text { get; init; }

    /// <summary>The setting that avoids this when it is changed, such as "codec"; null when there is none.</summary>
    public string? Setting { get; init; }

    /// <summary>A notice of the level <see cref="NoticeLevel.Info"/>.</summary>
    public static Notice Info(string code, string text) => new(NoticeLevel.Info, code, text);

    /// <summary>A notice of the level <see cref="NoticeLevel.Warning"/>.</summary>
    public static Notice Warning(string code, string text) => new(NoticeLevel.Warning, code, text);

    /// <summary>A notice of the level <see cref="NoticeLevel.Error"/>.</summary>
    public static Notice Error(string code, string text) => new(NoticeLevel.Error, code, text);

    /// <summary>The text.</summary>
    public override string ToString() => Text;
}
