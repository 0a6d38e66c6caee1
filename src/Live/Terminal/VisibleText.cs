using System.Globalization;
using System.Text;

namespace P2IKT.Live.Terminal;

/// <summary>
/// Makes text from outside safe for a terminal: file names, reason phrases, names of cameras and models. Control characters could move the
/// cursor, change colours or the title, or forge a line of ours; they become visible escapes such as <c>\x1B</c>.
/// </summary>
/// <remarks>
/// Besides Unicode's category Cc: the line and paragraph separators, the marks that turn the direction of writing, which make a name read
/// as another one, and surrogates without their pair.
/// </remarks>
internal static class VisibleText
{
    /// <summary>The text with everything made visible, line breaks included: it stays one line.</summary>
    public static string OneLine(string text) => Escape(text, keepLines: false);

    /// <summary>The text with everything made visible but line breaks and tabs.</summary>
    public static string Lines(string text) => Escape(text, keepLines: true);

    private static string Escape(string text, bool keepLines)
    {
        var first = 0;
        while (first < text.Length && !MustEscape(text, first, keepLines))
            first++;
        if (first == text.Length)
            return text; // nearly always
        var visible = new StringBuilder(text, 0, first, text.Length + 16);
        for (var i = first; i < text.Length; i++)
        {
            if (!MustEscape(text, i, keepLines))
                visible.Append(text[i]);
            else if (text[i] <= 0xFF)
                visible.Append(CultureInfo.InvariantCulture, $"\\x{(int)text[i]:X2}");
            else
                visible.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:X4}");
        }
        return visible.ToString();
    }

    private static bool MustEscape(string text, int at, bool keepLines) => text[at] switch
    {
        '\n' or '\t' => !keepLines,
        '\r' => !(keepLines && at + 1 < text.Length && text[at + 1] == '\n'), // alone it would write over the line
        '\u2028' or '\u2029' => true,
        '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') => true,
        var c when char.IsHighSurrogate(c) => at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1]),
        var c when char.IsLowSurrogate(c) => at == 0 || !char.IsHighSurrogate(text[at - 1]),
        var c => char.IsControl(c),
    };
}
