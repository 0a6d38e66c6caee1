using System.Globalization;
using P2IKT.Live.Focus.Readings;

namespace P2IKT.Live.Preview.Focus;

/// <summary>What a focus point or a focus mark may be called.</summary>
internal static class PointName
{
    /// <summary>Why a name is refused; null when it is not, or when there is none.</summary>
    public static string? RejectionReason(string? name)
    {
        if (name is null)
            return null;
        if (name.Length is 0 or > FocusPoint.MaxNameLength)
            return $"The name has {name.Length} characters: it has 1 to {FocusPoint.MaxNameLength}.";
        if (name.Any(IsControl))
            return "The name has control characters: give it without them.";
        return name.All(IsInvisible) ? "The name has no visible character: give one that can be read." : null;
    }

    // Those that set the direction of text count, too: they would turn round what stands beside the name.
    private static bool IsControl(char one) =>
        one is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069')
        || char.GetUnicodeCategory(one) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool IsInvisible(char one) => char.IsWhiteSpace(one) || char.GetUnicodeCategory(one) == UnicodeCategory.Format;
}
