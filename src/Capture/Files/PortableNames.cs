using System.Globalization;
using System.Text;

namespace P2IKT.Live.Capture.Files;

/// <summary>
/// Names of files and folders that Windows, macOS and Linux all take, so that a folder can be copied from one to another. The rules are
/// those of Windows ("Naming Files, Paths, and Namespaces", Microsoft Learn), which has the most.
/// </summary>
public static class PortableNames
{
    /// <summary>Characters that Windows does not take in a name.</summary>
    public const string Forbidden = "<>:\"/\\|?*";

    private const char Substitute = '_';
    private const string Numbers = "0123456789¹²³"; // Windows counts the superscripts, too

    /// <summary>Why a name is not allowed, as the end of a sentence about it; null when it is.</summary>
    /// <param name="name">A name without folder.</param>
    public static string? RejectionReason(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0)
            return "is empty";
        if (name.FirstOrDefault(static c => Forbidden.Contains(c, StringComparison.Ordinal)) is not '\0' and var bad)
            return $"contains {bad}, which Windows does not allow in a name";
        if (!IsText(name))
            return "contains a character that is not visible text";
        if (name is "." or "..")
            return "leads out of its folder";
        if (name[^1] is '.' or ' ')
            return "ends with a dot or a blank, which Windows does not allow";
        if (name[0] is '.' or ' ')
            return "begins with a dot or a blank: it would be hidden, or hard to type";
        return IsDevice(name) ? "is the name of a device on Windows" : null;
    }

    /// <summary>
    /// A name that is allowed: each character that is not becomes an underscore, so does a dot in front; blanks around it and dots at its
    /// end are removed; the name of a device gets an underscore behind it.
    /// </summary>
    /// <param name="name">Whatever a camera, a list or a scanner says.</param>
    /// <param name="whenEmpty">Stands for a name of which nothing is left.</param>
    public static string Replace(string name, string whenEmpty)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentException.ThrowIfNullOrEmpty(whenEmpty);
        var clean = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes()) // half a surrogate pair becomes U+FFFD
        {
            if (IsText(rune) && !(rune.IsAscii && Forbidden.Contains((char)rune.Value, StringComparison.Ordinal)))
                clean.Append(rune);
            else
                clean.Append(Substitute);
        }
        var allowed = clean.ToString().Trim().TrimEnd('.', ' ').Normalize(NormalizationForm.FormC).Trim();
        if (allowed.Length == 0)
            return whenEmpty;
        if (allowed[0] == '.')
            allowed = Substitute + allowed[1..];
        if (!IsDevice(allowed))
            return allowed;
        var dot = allowed.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? allowed + Substitute : allowed[..dot].TrimEnd() + Substitute + allowed[dot..];
    }

    private static bool IsText(string name) => name.EnumerateRunes().All(IsText);

    // Format characters turn the direction of a name round, or hide in it.
    private static bool IsText(Rune rune) => rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);

    private static bool IsDevice(string name)
    {
        var stem = name.Split('.', 2)[0].TrimEnd().ToUpperInvariant();
        return stem is "CON" or "PRN" or "AUX" or "NUL" or "CONIN$" or "CONOUT$"
            || (stem.Length == 4 && (stem[..3] is "COM" or "LPT") && Numbers.Contains(stem[3], StringComparison.Ordinal));
    }
}
